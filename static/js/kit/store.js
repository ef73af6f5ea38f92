// The tablet's own memory. Every write is waited for; a write that failed is never called saved.
import { openDB } from "../../vendor/idb/idb.js";

const VERSION = 1;

// One step per version; a tablet that skipped some takes them in turn.
const STEPS = [
  (db) => {
    db.createObjectStore("meta");
    db.createObjectStore("luggage");
    const outbox = db.createObjectStore("outbox", { keyPath: "id" });
    outbox.createIndex("line", ["state", "seq"]);
    outbox.createIndex("note", "note");
    const notes = db.createObjectStore("notes", { keyPath: "note" });
    notes.createIndex("session", "session");
    // What is known of a file, and apart from it what is heavy: looking costs nothing.
    const media = db.createObjectStore("media", { keyPath: "id" });
    media.createIndex("note", "note");
    db.createObjectStore("bytes");
    db.createObjectStore("drafts", { keyPath: "slot" });
  },
];

/** Raised when the tablet could not keep something: full, private mode, or worse. */
export class NotKept extends Error {
  constructor(cause) {
    super(`Not kept: ${cause?.name}`, { cause });
  }
}

/** The stores of one person on this tablet. */
export class Store {
  /** @param {string | number} user */
  constructor(user) {
    this.user = user;
    this.opening = null;
  }

  /** One connection, however many ask at once: a second one would hold up a newer version. */
  open() {
    this.opening ??= openDB(`kit-${this.user}`, VERSION, {
      upgrade(db, old) {
        for (const step of STEPS.slice(old)) step(db);
      },
      // A newer version of the app in another tab wants to go on: let it.
      blocking: () => this.close(),
      terminated: () => { this.opening = null; },
    }).catch((error) => {
      this.opening = null;
      throw error;
    });
    return this.opening;
  }

  close() {
    this.opening?.then((db) => db.close(), () => {});
    this.opening = null;
  }

  /** Do something with the database; when its connection was closed, open it once more. */
  async with(work) {
    try {
      return await work(await this.open());
    } catch (error) {
      if (error?.name !== "InvalidStateError") throw error;
      this.opening = null;
      return work(await this.open());
    }
  }

  get(name, key) {
    return this.with((db) => db.get(name, key));
  }

  all(name, index, query, limit) {
    return this.with((db) => (index ? db.getAllFromIndex(name, index, query, limit) : db.getAll(name, query, limit)));
  }

  /** Keys are cheap: they are counted without what lies behind them. */
  keys(name, index, query) {
    return this.with((db) => (index ? db.getAllKeysFromIndex(name, index, query) : db.getAllKeys(name, query)));
  }

  /**
   * Write in one piece: all of it is on the disk, or none.
   * @param {string[]} names
   * @param {(tx: any) => any} work
   */
  async write(names, work) {
    try {
      return await this.with(async (db) => {
        const tx = db.transaction(names, "readwrite", { durability: "strict" });
        const done = tx.done;
        done.catch(() => {});
        let result;
        try {
          result = await work(tx);
        } catch (error) {
          try { tx.abort(); } catch { /* it already stopped by itself */ }
          throw error;
        }
        await done;
        return result;
      });
    } catch (error) {
      throw new NotKept(error);
    }
  }

  put(name, value, key) {
    return this.write([name], (tx) => tx.objectStore(name).put(value, key));
  }

  remove(name, key) {
    return this.write([name], (tx) => tx.objectStore(name).delete(key));
  }
}

const USERS = "kit-users";

/** Whose stores are on this tablet; the last one first. Only numbers, no names. */
export function usersHere() {
  try {
    return JSON.parse(localStorage.getItem(USERS) || "[]");
  } catch {
    return [];
  }
}

/** Remember whose store this is. */
export function rememberUser(user) {
  const others = usersHere().filter((other) => other !== user);
  localStorage.setItem(USERS, JSON.stringify([user, ...others]));
}
