// Answers that wait on this device until the server says they are saved: in order, each once.
// One key per campaign. Sending twice does no harm, the server counts one.
const RETRY = 60_000; // milliseconds
const PATIENCE = 15_000;

export class ScoreQueue {
  // `told(outcome)` hears what became of an item: saved, refused, waiting, closed.
  constructor(key, told) {
    this.key = key;
    this.known = false; // this browser answered before, so it was given a cookie
    this.told = told;
    this.memory = []; // where storage is blocked
    this.sending = null; // the item on its way
    this.flushing = null;
    addEventListener("online", () => this.flush());
    setInterval(() => { if (this.length) this.flush(); }, RETRY);
  }

  get items() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.key) ?? "[]");
      return Array.isArray(kept) ? kept : [];
    } catch {
      return this.memory;
    }
  }

  get length() { return this.items.length; }

  keep(items) {
    this.memory = items;
    try {
      if (items.length) localStorage.setItem(this.key, JSON.stringify(items));
      else localStorage.removeItem(this.key);
    } catch { /* blocked or full: they stay in memory */ }
  }

  add(item) {
    this.keep([...this.items, { ...item, id: crypto.getRandomValues(new Uint32Array(2)).join("-") }]);
  }

  // Forget an answer that was not sent yet. False when it left already.
  drop(card) {
    const item = this.items.findLast((each) => each.card === card && each.value !== undefined);
    if (!item || item.id === this.sending) return false;
    this.keep(this.items.filter((each) => each.id !== item.id));
    return true;
  }

  flush() {
    this.flushing ??= this.locked().finally(() => { this.flushing = null; });
    return this.flushing;
  }

  // Two tabs send one after the other where the browser can tell them apart.
  locked() {
    if (!navigator.locks) return this.sendAll();
    return navigator.locks.request(this.key, () => this.sendAll());
  }

  // True when nothing waits any more.
  async sendAll() {
    for (let item = this.items[0]; item; item = this.items[0]) {
      this.sending = item.id;
      const outcome = await send(item, this.known);
      if (outcome.kind === "saved") this.known = true;
      this.sending = null;
      if (outcome.kind === "waiting") { this.told(outcome, item); return false; }
      this.keep(this.items.filter((each) => each.id !== item.id));
      this.told(outcome, item);
      if (outcome.kind === "blocked" || outcome.kind === "closed") return false;
    }
    return true;
  }
}

async function send(item, known) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "");
  for (const name of ["card", "value", "seen"]) {
    if (item[name] !== undefined) body.set(name, item[name]);
  }
  if (known) body.set("eerder", "1");
  try {
    const answer = await fetch(item.url, {
      method: "POST", body, headers: { "X-Fragment": "ack" }, signal: AbortSignal.timeout(PATIENCE),
    });
    const told = await answer.json().catch(() => null);
    // A page that stands in between (a hotel's network) answers too, but cannot name the card.
    if (told?.card === item.card) {
      if (told.saved) return { kind: "saved" };
      if (told.go) return { kind: "blocked", go: told.go };
      return { kind: "refused", message: told.message };
    }
    if (answer.status === 409) return { kind: "closed" }; // the phase is over
    return { kind: "waiting", answered: answer.status >= 400 };
  } catch { /* no network, or it took too long */ }
  return { kind: "waiting" };
}
