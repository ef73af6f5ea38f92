// What was written on this tablet: records for the server, notes for the eye, drafts in between.
// A record is a text, made once. It is sealed here, sent as it is, and forgotten only when the
// server named both its id and its digest.
import { digest, seal, sealJson, unseal, unsealJson, unsealText } from "./crypto.js";

const NO_SESSION = 0; // a chat; IndexedDB cannot look for null
const BATCH = { records: 100, characters: 500_000 };
const DAY = 86_400_000;

/** A text as it can be sent: half of a character that was cut in two becomes a question mark. */
const whole = (text) => (text.toWellFormed ? text.toWellFormed() : text);

/** What waits on this tablet for one person, for the badge and the team: no seal is opened. */
export async function waitingIn(store) {
  const rows = await store.all("outbox");
  const files = await store.all("media");
  const waiting = rows.filter((row) => row.state === "waiting");
  const failed = rows.filter((row) => row.state === "failed");
  const filesWaiting = files.filter((file) => file.state === "waiting");
  const filesFailed = files.filter((file) => file.state === "failed");
  const since = [...rows, ...files].reduce((least, row) => Math.min(least, row.at), Infinity);
  return {
    records: waiting.length, files: filesWaiting.length,
    notes: new Set(waiting.filter((row) => row.note).map((row) => row.note)).size,
    failed: new Set([...failed.map((row) => row.note || row.id), ...filesFailed.map((file) => file.note || file.id)]).size,
    total: waiting.length + filesWaiting.length,
    since: Number.isFinite(since) ? since : null,
    days: Number.isFinite(since) ? Math.max(0, Math.floor((Date.now() - since) / DAY)) : 0,
  };
}

/** Everything one person wrote on this tablet, opened with their key. */
export class Book extends EventTarget {
  /**
   * @param {import("./store.js").Store} store
   * @param {CryptoKey} key
   */
  constructor(store, key) {
    super();
    this.store = store;
    this.key = key;
    this.read = new Map(); // note → the seal it lay under, and its words
  }

  #changed(detail = {}) {
    this.dispatchEvent(new CustomEvent("change", { detail }));
  }

  /** Give `n` numbers in a row: the tablet's own order, whatever its clock says. */
  numbers(n = 1) {
    return this.store.write(["meta"], async (tx) => {
      const meta = tx.objectStore("meta");
      const last = (await meta.get("seq")) || 0;
      await meta.put(last + n, "seq");
      return last + 1;
    });
  }

  async device() {
    return this.store.write(["meta"], async (tx) => {
      const meta = tx.objectStore("meta");
      const known = await meta.get("device");
      if (known) return known;
      const fresh = crypto.randomUUID();
      await meta.put(fresh, "device");
      return fresh;
    });
  }

  async #record(kind, fields, seq) {
    const id = crypto.randomUUID();
    const raw = JSON.stringify({ id, kind, ...fields, at: new Date().toISOString(), seq });
    return {
      raw,
      row: {
        id, kind, seq, note: fields.note ?? "", session: fields.session ?? NO_SESSION,
        at: Date.now(), state: "waiting", reason: "", digest: await digest(raw),
        sealed: await seal(this.key, raw),
      },
    };
  }

  /**
   * Write notes down, all or none: the record to send, the note to show, and the draft is gone.
   * @param {Array<{note?: string, session: number | null, text: string, base?: string | null,
   *   chair?: number | null, speaker?: string, place?: string, age?: string, language?: string}>} list
   * @param {{slot?: string}} [options]
   */
  async writeMany(list, { slot } = {}) {
    const first = await this.numbers(list.length);
    const rows = [];
    for (const [n, told] of list.entries()) {
      const note = told.note ?? crypto.randomUUID();
      const fields = {
        note, session: told.session, base: told.base ?? null, text: whole(told.text),
        chair: told.chair ?? null, speaker: whole(told.speaker ?? ""),
        ...(told.place ? { place: whole(told.place) } : {}), ...(told.age ? { age: told.age } : {}),
        ...(told.need ? { need: whole(told.need) } : {}), language: told.language ?? "nl",
      };
      const { row } = await this.#record("write", fields, first + n);
      const shown = await sealJson(this.key, { text: fields.text, speaker: fields.speaker, place: fields.place ?? "" });
      rows.push({ row, note, told, shown });
    }
    await this.store.write(["outbox", "notes", "drafts"], async (tx) => {
      const notes = tx.objectStore("notes");
      for (const { row, note, told, shown } of rows) {
        const before = told.base ? await notes.get(note) : null;
        tx.objectStore("outbox").put(row);
        notes.put({
          note, session: told.session ?? NO_SESSION, chair: told.chair ?? before?.chair ?? null,
          number: before?.number ?? null, at: before?.at ?? row.at, seq: before?.seq ?? row.seq,
          sent: false, arrived: before?.arrived ?? false, gone: false, conflict: before?.conflict ?? false,
          head: row.id, sealed: shown,
        });
      }
      if (slot) tx.objectStore("drafts").delete(slot);
    });
    this.#changed({ session: list[0]?.session });
    return rows.map(({ note }) => note);
  }

  async write(told, options) {
    const [note] = await this.writeMany([told], options);
    return note;
  }

  /** Take a note back; its photos and recordings that did not leave yet go too. */
  async retract(note) {
    const known = await this.store.get("notes", note);
    if (!known) return;
    const seq = await this.numbers();
    const session = known.session || null;
    const { row } = await this.#record("retract", { note, session, base: known.head }, seq);
    const files = await this.store.keys("media", "note", note);
    await this.store.write(["outbox", "notes", "media", "bytes", "drafts"], (tx) => {
      tx.objectStore("outbox").put(row);
      tx.objectStore("notes").put({ ...known, gone: true, sent: false, head: row.id });
      // A correction that was begun must not bring it back.
      tx.objectStore("drafts").delete(`${known.session}:n${note}`);
      for (const id of files) {
        tx.objectStore("media").delete(id);
        tx.objectStore("bytes").delete(id);
      }
    });
    this.#changed({ session });
  }

  /** Start or close a session. */
  async mark(kind, session, fields = {}) {
    const seq = await this.numbers();
    const { row } = await this.#record(kind, { session, ...fields }, seq);
    await this.store.write(["outbox", "meta"], (tx) => {
      tx.objectStore("outbox").put(row);
      tx.objectStore("meta").put({ at: row.at }, `${kind}-${session}`);
    });
    this.#changed({ session });
  }

  /** When this tablet started or closed a session, or null. */
  async marked(kind, session) {
    return (await this.store.get("meta", `${kind}-${session}`))?.at ?? null;
  }

  /** The notes of a session as they stand, in the order they were told. */
  async notes(session) {
    const rows = (await this.store.all("notes", "session", session)).filter((row) => !row.gone);
    rows.sort((a, b) => (a.number ?? Infinity) - (b.number ?? Infinity) || a.seq - b.seq);
    return Promise.all(rows.map(async ({ sealed, ...row }) => ({ ...row, ...(await this.#words(row.note, sealed)) })));
  }

  /** The words of a note; each seal is opened once. One that is damaged does not hide the others. */
  async #words(note, sealed) {
    const known = this.read.get(note);
    const seal = sealed.iv.join();
    if (known?.seal === seal) return known.words;
    const words = await unsealJson(this.key, sealed).catch(() => ({ text: "\ufffd", speaker: "", place: "", damaged: true }));
    this.read.set(note, { seal, words });
    return words;
  }

  // Drafts ----------------------------------------------------------------------------------

  /** Keep what is being typed, sealed. */
  async keepDraft(slot, values) {
    const sealed = await sealJson(this.key, values);
    await this.store.put("drafts", { slot, at: Date.now(), sealed });
  }

  async draft(slot) {
    const row = await this.store.get("drafts", slot);
    return row ? this.#opened(row) : null;
  }

  async #opened({ sealed, ...row }) {
    return { ...row, ...(await unsealJson(this.key, sealed).catch(() => ({ text: "\ufffd" }))) };
  }

  /** The drafts of a session, or of all of them; the last one first. */
  async drafts(session = null) {
    const range = session === null ? undefined : IDBKeyRange.bound(`${session}:`, `${session}:\uffff`);
    const rows = await this.store.all("drafts", null, range);
    rows.sort((a, b) => b.at - a.at);
    return Promise.all(rows.map((row) => this.#opened(row)));
  }

  dropDraft(slot) {
    return this.store.remove("drafts", slot);
  }

  // Luggage ---------------------------------------------------------------------------------

  async luggage() {
    const row = await this.store.get("luggage", "luggage");
    return row ? unsealJson(this.key, row) : null;
  }

  /** Put new luggage in, and what other tablets wrote; what this one still has to send, stands. */
  async pack(data) {
    const sessions = data.sessions.filter((session) => !session.closed);
    const told = [];
    for (const session of sessions) {
      for (const note of session.notes) {
        const words = { text: note.text, speaker: note.speaker, place: "" };
        const known = this.read.get(note.note)?.words;
        // What says the same as before keeps its seal.
        const same = known?.text === words.text && known.speaker === words.speaker;
        told.push({ ...note, session: session.id, same, sealed: same ? null : await sealJson(this.key, words) });
      }
    }
    const here = new Set(told.map((note) => note.note));
    const light = { ...data, sessions: data.sessions.map(({ notes, ...session }) => session) };
    const sealed = await sealJson(this.key, light);
    const waiting = new Set((await this.store.all("outbox")).map((row) => row.note));
    await this.store.write(["luggage", "notes"], async (tx) => {
      tx.objectStore("luggage").put(sealed, "luggage");
      const notes = tx.objectStore("notes");
      for (const { note, session, number, chair, head, same, sealed: words } of told) {
        const mine = await notes.get(note);
        if (waiting.has(note) || mine?.gone || (mine && !mine.sent) || (same && !mine)) continue;
        if (same && mine.head === head && mine.number === number && mine.chair === chair) continue;
        notes.put({
          note, session, chair, number, head, sealed: words ?? mine.sealed, sent: true, arrived: true, gone: false,
          at: mine?.at ?? 0, seq: mine?.seq ?? 0, conflict: mine?.conflict ?? false,
        });
      }
      for (const session of sessions) {
        for (const mine of await notes.index("session").getAll(session.id)) {
          // Taken back elsewhere; the tablet does not keep what the city no longer has.
          if (mine.sent && !here.has(mine.note) && !waiting.has(mine.note)) notes.delete(mine.note);
        }
      }
    });
    this.#changed({ luggage: true });
    return light;
  }

  // Sending ---------------------------------------------------------------------------------

  waiting() {
    return waitingIn(this.store);
  }

  /** The next records to send, oldest first, as they were written. */
  async batch(most = BATCH.records) {
    const line = IDBKeyRange.bound(["waiting", 0], ["waiting", Infinity]);
    const rows = await this.store.all("outbox", "line", line, most);
    const batch = [];
    let size = 0;
    for (const row of rows) {
      const raw = await this.#raw(row);
      if (raw === null) {
        // One damaged seal must not hold up the whole line; it stays here, and visible.
        await this.fail(row.id, "damaged");
        continue;
      }
      size += raw.length;
      if (batch.length && size > BATCH.characters) break;
      batch.push({ id: row.id, digest: row.digest, raw });
    }
    return batch.length || !rows.length ? batch : this.batch(most);
  }

  async #raw(row) {
    const raw = await unsealText(this.key, row.sealed).catch(() => null);
    return raw !== null && (await digest(raw)) === row.digest ? raw : null;
  }

  /** Lay a record aside that cannot go now, with the reason. */
  async fail(id, reason) {
    await this.store.write(["outbox"], async (tx) => {
      const row = await tx.objectStore("outbox").get(id);
      if (row) await tx.objectStore("outbox").put({ ...row, state: "failed", reason });
    });
    this.#changed({ settled: 0 });
  }

  /**
   * Take the server's word for it, record by record: only an id with its digest counts.
   * @param {Array<{id: string, digest: string, state: string, reason?: string, number?: number, conflict?: boolean}>} results
   * @returns {Promise<number>} how many records moved
   */
  async settle(results) {
    let moved = 0;
    await this.store.write(["outbox", "notes"], async (tx) => {
      const outbox = tx.objectStore("outbox");
      const notes = tx.objectStore("notes");
      for (const result of results) {
        const row = typeof result?.id === "string" ? await outbox.get(result.id) : null;
        if (!row || row.digest !== result.digest) continue;
        if (result.state === "rejected") {
          moved += 1;
          outbox.put({ ...row, state: "failed", reason: String(result.reason ?? "other") });
        } else if (result.state === "stored" || result.state === "known") {
          moved += 1;
          outbox.delete(row.id);
          const note = row.note ? await notes.get(row.note) : null;
          if (!note) continue;
          if (row.kind === "retract") {
            // Taken back for good: what of it was refused before need not be sent any more.
            for (const old of await outbox.index("note").getAll(row.note)) {
              if (old.state === "failed") outbox.delete(old.id);
            }
          }
          const left = await outbox.index("note").count(row.note);
          if (note.gone && !left) notes.delete(row.note);
          else {
            notes.put({
              ...note, sent: !left, arrived: true, number: result.number ?? note.number,
              conflict: note.conflict || result.conflict === true,
            });
          }
        }
      }
    });
    this.#changed({ settled: moved });
    return moved;
  }

  /** Put what was refused back in line. */
  async tryAgain() {
    await this.store.write(["outbox", "media"], async (tx) => {
      for (const name of ["outbox", "media"]) {
        const store = tx.objectStore(name);
        for (const row of await store.getAll()) {
          if (row.state === "failed") store.put({ ...row, state: "waiting", reason: "" });
        }
      }
    });
    this.#changed();
  }

  /** The records that did not leave, readable: for the list, and for the file of last resort. */
  async unsent() {
    const rows = await this.store.all("outbox");
    rows.sort((a, b) => a.seq - b.seq);
    return Promise.all(rows.map(async ({ sealed, ...row }) => ({ ...row, raw: await this.#raw({ sealed, ...row }) })));
  }

  // Files -----------------------------------------------------------------------------------

  /** Keep a photo, sketch or recording, sealed. */
  async addFile({ note, session, kind, blob }) {
    const bytes = await blob.arrayBuffer();
    const row = {
      id: crypto.randomUUID(), note, session: session ?? NO_SESSION, kind, type: blob.type.split(";")[0],
      size: bytes.byteLength, digest: await digest(bytes), at: Date.now(), state: "waiting",
      reason: "",
    };
    const sealed = await seal(this.key, bytes);
    await this.store.write(["media", "bytes"], (tx) => {
      tx.objectStore("media").put(row);
      tx.objectStore("bytes").put(sealed, row.id);
    });
    this.#changed();
    return row.id;
  }

  filesOf(note) {
    return this.store.all("media", "note", note);
  }

  async #drop(id) {
    await this.store.write(["media", "bytes"], (tx) => {
      tx.objectStore("media").delete(id);
      tx.objectStore("bytes").delete(id);
    });
  }

  async removeFile(id) {
    await this.#drop(id);
    this.#changed();
  }

  /** The next file whose note the server already has. */
  async nextFile() {
    const files = await this.store.all("media");
    for (const file of files.sort((a, b) => a.at - b.at)) {
      if (file.state !== "waiting") continue;
      // A file of a draft waits for its note to be written, and that for its way to the server.
      const note = await this.store.get("notes", file.note);
      if (!note?.arrived || note.gone) continue;
      const sealed = await this.store.get("bytes", file.id);
      const bytes = sealed ? await unseal(this.key, sealed).catch(() => null) : null;
      if (bytes) return { ...file, bytes };
      await this.fileFailed(file.id, "damaged");
    }
    return null;
  }

  async fileSent(id) {
    await this.#drop(id);
    this.#changed({ settled: 1 });
  }

  async fileFailed(id, reason) {
    const file = await this.store.get("media", id);
    if (file) await this.store.put("media", { ...file, state: "failed", reason });
    this.#changed();
  }
}

/** The file of last resort: what waits, as it would have been sent. */
export async function asFile(book, user) {
  const records = (await book.unsent()).map((row) => row.raw).filter((raw) => raw !== null);
  const body = { version: 1, device: await book.device(), user, records };
  return new Blob([JSON.stringify(body)], { type: "application/json" });
}
