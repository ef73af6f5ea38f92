// What somebody does goes to the server one act after the other, also when the network is away for
// a while or the page was closed meanwhile. Each act has a name of its own: sent twice, it is done once.
import { asksToSignIn, countWaiting, loseSession, renew, show, signedOut, token, whenSignedIn } from "./board-session.js";

const PAUSE = 2000;
const PATIENCE = 20000;

/** Make a name nobody else makes; also on a page without https. */
export function makeId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export class Queue {
  constructor({ store, offline, online }) {
    Object.assign(this, { offline, online });
    this.waiting = this.#adopt(store);
    this.store = store + makeId();
    this.settled = new Map();
    this.running = false;
    this.away = false;
    this.wake = () => {};
    addEventListener("online", () => this.wake());
    countWaiting(() => this.waiting.length);
  }

  /** Add an act; the promise says what became of it. */
  add(item) {
    item.at = Date.now();
    this.waiting.push(item);
    this.#keep();
    const told = new Promise((resolve) => this.settled.set(item.act, resolve));
    this.run();
    return told;
  }

  async run() {
    if (this.running) return;
    this.running = true;
    while (this.waiting.length) {
      await whenSignedIn();
      const item = this.waiting[0];
      const result = await this.#send(item);
      if (signedOut()) { this.away = true; continue; }
      if (!result) {
        if (!this.away) this.offline();
        this.away = true;
        await new Promise((resolve) => { this.wake = resolve; setTimeout(resolve, PAUSE); });
        continue;
      }
      this.waiting.shift();
      this.#keep();
      this.settled.get(item.act)?.({ ...result, late: this.away });
      this.settled.delete(item.act);
    }
    this.running = false;
    if (this.away) this.online();
    this.away = false;
  }

  /** Return what the server said; nothing when it could not be reached and must be asked again. */
  async #send(item, renewed = false) {
    const body = new FormData();
    for (const [name, value] of Object.entries(item.fields)) body.append(name, value);
    body.append("act", item.act);
    const headers = { Accept: "application/json", "X-CSRFToken": token() };
    let response;
    try {
      response = await fetch(item.url, { method: "POST", body, headers, signal: AbortSignal.timeout(PATIENCE) });
      if (response.status >= 502) return null;
      if (asksToSignIn(response)) { loseSession(); return null; }
      const type = response.headers.get("Content-Type") || "";
      if (type.includes("json")) return { status: response.status, answer: await response.json() };
      // Who signed in again, here or in another window, has another token.
      if (response.status === 403 && !renewed) {
        if (await renew()) return await this.#send(item, true);
        loseSession();
        return null;
      }
      // A hotel's welcome page is no answer of ours.
      return response.ok ? null : { status: response.status, answer: null };
    } catch {
      return null;
    }
  }

  /** Take over what a window that was closed could not send; what two windows send is done once. */
  #adopt(store) {
    const found = [];
    try {
      for (const name of Object.keys(localStorage).filter((one) => one.startsWith(store))) {
        found.push(...JSON.parse(localStorage.getItem(name)));
        localStorage.removeItem(name);
      }
    } catch { /* nothing was kept */ }
    return found.sort((one, other) => one.at - other.at);
  }

  #keep() {
    try {
      if (this.waiting.length) localStorage.setItem(this.store, JSON.stringify(this.waiting));
      else localStorage.removeItem(this.store);
    } catch { /* for this visit only */ }
    show();
  }
}
