// Bring records to the server, in order, until it named each of them. An answer that is not
// plainly ours (a login page, a hotel's portal, an error) confirms nothing.
import { about } from "./words.js";

const PATIENCE = 170_000;
const EVERY = 60_000;
const LONGEST_PAUSE = 300_000;
const LUGGAGE_KEEPS = 50_000;
const PIECE = 256 * 1024;
const FULL = 100; // records in one batch

/** States: idle, busy, offline, login, denied, revoked, other, trouble. */
export class Courier extends EventTarget {
  /**
   * @param {import("./records.js").Book} book
   * @param {{user: number, csrf: string}} pass
   */
  constructor(book, pass) {
    super();
    this.book = book;
    this.pass = pass;
    this.state = "idle";
    this.failures = 0;
    this.most = FULL;
    this.told = null;
    this.timer = 0;
    this.running = null;
    this.again = false;
    this.packedAt = 0;
    this.retried = false;
    this.stopped = false;
    this.wake = () => this.now();
    this.look = () => { if (document.visibilityState === "visible") this.now(); };
    addEventListener("online", this.wake);
    addEventListener("offline", this.lost = () => this.#become("offline"));
    document.addEventListener("visibilitychange", this.look);
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    removeEventListener("online", this.wake);
    removeEventListener("offline", this.lost);
    document.removeEventListener("visibilitychange", this.look);
  }

  #become(state) {
    this.state = state;
    this.dispatchEvent(new Event("state"));
  }

  /** Send soon; called after each record, and slow enough to send several at once. */
  soon(delay = 2000) {
    if (this.stopped) return;
    if (this.running) this.again = true; // written while the rest was on its way
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), delay);
  }

  /** Send now, unless this tab or another one is at it. */
  now() {
    if (this.stopped) return Promise.resolve();
    this.running ??= this.#alone().finally(() => {
      this.running = null;
      const pause = this.failures ? Math.min(LONGEST_PAUSE, 5000 * 2 ** Math.min(this.failures - 1, 6)) : this.again ? 2000 : EVERY;
      this.again = false;
      this.soon(pause);
    });
    return this.running;
  }

  async #alone() {
    const work = () => this.#round();
    if (!navigator.locks) return work();
    return navigator.locks.request(`kit-send-${this.book.store.user}`, { ifAvailable: true }, (lock) => (lock ? work() : null));
  }

  async #round() {
    try {
      if (!this.packedAt || performance.now() - this.packedAt > LUGGAGE_KEEPS) {
        if (!(await this.#fetchLuggage())) return;
      }
      // The team may have settled since what was refused: ask once each time the kit is opened.
      if (!this.retried) await this.book.tryAgain();
      this.retried = true;
      this.#become("busy");
      while (!this.stopped && (await this.#sendBatch()));
      while (!this.stopped && this.state === "busy" && (await this.#sendFile()));
      if (this.state !== "busy") return;
      await this.#tellAllIsWell();
      this.failures = 0;
      this.#become("idle");
    } catch (error) {
      this.failures += 1;
      this.#become(error instanceof TypeError || error?.name === "AbortError" || error?.name === "TimeoutError" ? "offline" : "trouble");
    }
  }

  /** New luggage brings what other tablets wrote, and a fresh token after a new login. */
  async #fetchLuggage() {
    const response = await this.#fetch(about.luggage, {});
    if (response.type === "opaqueredirect") return this.#refused("login");
    const data = await readJson(response);
    if (!data && (response.status === 403 || response.status === 404)) return this.#refused("denied");
    if (!response.ok || data?.version !== 1 || !Array.isArray(data.sessions)) return this.#refused("trouble");
    if (data.user !== this.pass.user) return this.#refused("other");
    this.pass.csrf = data.csrf;
    await this.book.pack(data);
    this.packedAt = performance.now();
    return true;
  }

  #refused(state) {
    this.failures += 1;
    this.packedAt = 0; // a new login has a new token
    this.#become(state);
    return false;
  }

  #fetch(address, options) {
    const signal = AbortSignal.timeout ? AbortSignal.timeout(PATIENCE) : undefined;
    return fetch(address, { credentials: "same-origin", redirect: "manual", cache: "no-store", signal, ...options });
  }

  async #post(records) {
    const waiting = await this.book.waiting();
    const body = {
      version: 1, device: await this.book.device(), app: about.version,
      name: (await this.book.store.get("meta", "name")) || "", sent_at: new Date().toISOString(),
      user: this.pass.user,
      status: { waiting: waiting.total - records.length, failed: waiting.failed, since: waiting.since ? new Date(waiting.since).toISOString() : null },
      records: records.map((record) => record.raw),
    };
    this.told = `${body.status.waiting}/${waiting.failed}`;
    return this.#fetch(about.sync, {
      method: "POST", body: JSON.stringify(body),
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.pass.csrf },
    });
  }

  async #sendBatch() {
    const records = await this.book.batch(this.most);
    if (!records.length) return false;
    const response = await this.#post(records);
    if (response.type === "opaqueredirect") return this.#refused("login");
    if (response.status === 500) return this.#isolate(records);
    const data = await readJson(response);
    if (data?.version !== 1) return this.#refused("trouble");
    if (data.refused === "revoked") return this.#refused("revoked");
    if (data.refused === "other_person") return this.#refused("other");
    if (data.refused === "too_much" && this.most > 1) {
      this.most = Math.ceil(this.most / 2);
      return true;
    }
    if (!response.ok || !Array.isArray(data.results)) return this.#refused("trouble");
    this.most = Math.min(FULL, this.most * 2);
    const moved = await this.book.settle(data.results);
    // A server that answers about other records than these gets no second batch right away.
    return moved > 0 || this.#refused("trouble");
  }

  /** The server stumbles over a record: find out which one, so that the others can go on. */
  async #isolate(records) {
    if (records.length > 1) {
      this.most = Math.ceil(records.length / 2);
      return true;
    }
    // It takes an empty batch: then it is this record, and not the server, that is in trouble.
    const well = await this.#post([]);
    if (!well.ok || !(await readJson(well))?.results) return this.#refused("trouble");
    await this.book.fail(records[0].id, "server");
    return true;
  }

  /** When the last batch left something unsaid: nothing waits any more. */
  async #tellAllIsWell() {
    const waiting = await this.book.waiting();
    if (this.told === `${waiting.total}/${waiting.failed}`) return;
    await this.#post([]);
  }

  async #sendFile() {
    const file = await this.book.nextFile();
    if (!file) return false;
    const address = about.media.replace("00000000-0000-0000-0000-000000000000", file.id);
    const asked = await this.#fetch(address, {});
    if (asked.type === "opaqueredirect") return this.#refused("login");
    const known = await readJson(asked);
    if (known?.refused === "revoked") return this.#refused("revoked");
    let offset = known?.version === 1 && known.id === file.id ? known.received || 0 : 0;
    if (known?.finished === true && known.digest === file.digest) {
      await this.book.fileSent(file.id);
      return true;
    }
    let again = 0;
    for (;;) {
      const answer = await this.#putPiece(address, file, offset);
      if (answer.state) return this.#refused(answer.state);
      if (answer.finished === true && answer.digest === file.digest) {
        await this.book.fileSent(file.id);
        return true;
      }
      if (answer.refused && answer.refused !== "go_on_there") {
        await this.book.fileFailed(file.id, answer.refused);
        return true;
      }
      const next = answer.received ?? 0;
      // The server asks for what it had already: it starts over, but not for ever.
      if (next <= offset && (again += 1) > 3) return this.#refused("trouble");
      offset = next < file.size ? next : 0;
    }
  }

  async #putPiece(address, file, offset) {
    const response = await this.#fetch(address, {
      method: "PUT", body: file.bytes.slice(offset, offset + PIECE),
      headers: {
        "Content-Type": file.type || "application/octet-stream", "X-CSRFToken": this.pass.csrf,
        "X-Offset": String(offset), "X-Size": String(file.size), "X-Digest": file.digest,
        "X-Kind": file.kind, "X-Note": file.note, "X-Session": file.session ? String(file.session) : "",
        "X-Device": await this.book.device(),
      },
    });
    if (response.type === "opaqueredirect") return { state: "login" };
    const data = await readJson(response);
    if (data?.version !== 1) return { state: "trouble" };
    if (data.refused === "revoked") return { state: "revoked" };
    return data;
  }
}

async function readJson(response) {
  if (!(response.headers.get("Content-Type") || "").includes("json")) return null;
  try {
    return await response.json();
  } catch {
    return null;
  }
}
