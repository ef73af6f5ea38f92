// The field kit: which screen, whose store, which version.
import { Badge } from "./badge.js";
import { h } from "./dom.js";
import { endScreen } from "./ending.js";
import { chatScreen, homeScreen } from "./home.js";
import { pinScreen, readyScreen } from "./pin.js";
import { Book } from "./records.js";
import { NotKept, Store, rememberUser, usersHere } from "./store.js";
import { Courier } from "./sync.js";
import { tableScreen } from "./table.js";
import { waitScreen } from "./waiting.js";
import { about, say } from "./words.js";

const IDLE = 30 * 60_000;
const root = document.querySelector("[data-kit]");
const part = (name) => root.querySelector(`[data-${name}]`);

/** The app as it stands; screens get it and change it through its methods. */
export const kit = {
  store: null,
  book: null,
  courier: null,
  luggage: null,
  screen: null,
  touched: Date.now(),
  registration: null,
  failing: new Set(),

  /** Show a screen's title and whether there is a way back. */
  head(title, subtitle = "", { back = true } = {}) {
    part("title").textContent = title;
    part("subtitle").textContent = subtitle;
    part("back").hidden = !back;
    document.title = `${title} · ${say("kit")}`;
  },

  show(...content) {
    part("screen").replaceChildren(...content);
  },

  /** Something could not be kept: say so in red, and never pretend. */
  alarm(error) {
    if (!(error instanceof NotKept)) console.warn(error);
    const box = part("alert");
    if (!box.hidden) return;
    box.hidden = false;
    box.replaceChildren(h("p", {}, h("b", {}, say("broken_store")), " ", say("broken_store_help"), " ", helpLine(this.luggage)));
  },

  /**
   * Keep something; `kept` only when it really is. The alarm stays until the same thing is kept,
   * or is no longer there to keep.
   */
  async keep(work, what = "else") {
    try {
      const result = await work();
      this.well(what);
      return { kept: true, result };
    } catch (error) {
      this.failing.add(what);
      this.alarm(error);
      return { kept: false };
    }
  },

  well(what) {
    this.failing.delete(what);
    if (this.failing.size) return;
    part("alert").hidden = true;
    part("alert").replaceChildren();
  },

  session(id) {
    return this.luggage?.sessions.find((session) => session.id === id) ?? null;
  },

  go(hash) {
    if (location.hash === hash) route();
    else location.hash = hash;
  },

  async unlock(key, luggage) {
    this.book = new Book(this.store, key);
    this.luggage = luggage ?? (await this.book.luggage());
    this.courier = new Courier(this.book, { user: this.store.user, csrf: this.luggage?.csrf ?? "" });
    this.book.addEventListener("change", async (event) => {
      if (event.detail.luggage) this.luggage = await this.book.luggage();
      badge.refresh();
      this.screen?.refresh?.(event.detail);
      if (!event.detail.luggage && !("settled" in event.detail)) this.courier?.soon();
    });
    this.courier.addEventListener("state", () => badge.refresh());
    this.touched = Date.now();
    await badge.refresh();
    await route();
    this.courier.now();
  },

  /** Put the key away. What was being typed is sealed first. */
  async lock() {
    // A text that cannot be kept is on the screen only: nothing takes it away.
    if ((await this.screen?.leave?.()) === false) return;
    this.courier?.stop();
    this.screen = null;
    Object.assign(this, { book: null, courier: null, luggage: null });
    await badge.refresh();
    await route();
  },
};

/** Whom to call, when the luggage says so. */
export function helpLine(luggage) {
  const help = luggage?.help;
  return help?.name ? say("call", { name: help.name, phone: help.phone || "" }).replace(/[, ]+\.$/, ".") : say("call_team");
}

const badge = new Badge(part("badge"), kit);

let here = location.hash;
let routing = Promise.resolve();

/** One screen after the other, however fast somebody taps. */
function route() {
  routing = routing.then(turn).catch((error) => kit.alarm(error));
  return routing;
}

async function turn() {
  if ((await kit.screen?.leave?.()) === false) {
    history.replaceState(null, "", here || "#/");
    return;
  }
  kit.screen = null;
  here = location.hash;
  await enter();
  // A screen that put the cursor somewhere keeps it there.
  if (document.activeElement === document.body) part("screen").focus({ preventScroll: true });
  scrollTo(0, 0);
}

async function enter() {
  if (!kit.book) {
    const sealed = kit.store && (await kit.store.get("meta", "lock"));
    kit.screen = await (sealed ? pinScreen(kit) : readyScreen(kit));
    return;
  }
  const [, place, id, step] = (location.hash.match(/^#\/(\w+)?\/?(\d+)?\/?(\w+)?/) || []);
  const session = id ? kit.session(Number(id)) : null;
  if (place === "sessie" && session) {
    kit.screen = step === "afronden" ? await endScreen(kit, session) : await tableScreen(kit, session);
  } else if (place === "babbel") kit.screen = await chatScreen(kit);
  else if (place === "wacht") kit.screen = await waitScreen(kit);
  else if (place === "klaar") kit.screen = await readyScreen(kit);
  else kit.screen = await homeScreen(kit, place === "sessie" ? say("home_lost") : "");
  document.body.dataset.place = place || "home";
}

addEventListener("hashchange", () => {
  // The skip link jumps within the screen; it is no other screen.
  if (!location.hash.startsWith("#/") && location.hash) return;
  route();
});

for (const kind of ["pointerdown", "keydown", "input"]) {
  addEventListener(kind, () => { kit.touched = Date.now(); }, { capture: true, passive: true });
}
async function lockWhenIdle() {
  // A clock that jumps either way counts as a long absence.
  if (kit.book && Math.abs(Date.now() - kit.touched) > IDLE) await kit.lock();
}
setInterval(lockWhenIdle, 20_000);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") kit.screen?.hold?.();
  else lockWhenIdle();
});
addEventListener("pagehide", () => kit.screen?.hold?.());
addEventListener("beforeunload", (event) => { if (kit.failing.has("text")) event.preventDefault(); });

// The service worker -------------------------------------------------------------------------

async function watchWorker() {
  if (!("serviceWorker" in navigator)) return;
  try {
    kit.registration = await navigator.serviceWorker.register(about.worker, { scope: about.scope, updateViaCache: "none" });
  } catch {
    return; // without network there is nothing new to fetch
  }
  const offer = () => {
    const { waiting } = kit.registration;
    if (waiting && navigator.serviceWorker.controller) showUpdate(waiting);
  };
  offer();
  kit.registration.addEventListener("updatefound", () => {
    const { installing } = kit.registration;
    installing?.addEventListener("statechange", () => { if (installing.state === "installed") offer(); });
  });
  addEventListener("online", () => kit.registration.update().catch(() => {}));
}

function showUpdate(worker) {
  const box = part("update");
  box.hidden = false;
  const refresh = async () => {
    if ((await kit.screen?.leave?.()) === false) return;
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    worker.postMessage("take-over");
  };
  box.replaceChildren(h("p", {}, say("update")), h("button", { class: "knop knop--licht", type: "button", onclick: refresh }, say("refresh")));
}

// Start --------------------------------------------------------------------------------------

async function start() {
  watchWorker();
  const [user] = usersHere();
  if (user !== undefined) kit.store = new Store(user);
  await badge.refresh();
  await route();
}

/** Open the store of somebody; used when a person makes the tablet ready. */
export async function become(user) {
  if (kit.store?.user !== user) {
    kit.store?.close();
    kit.store = new Store(user);
    await kit.store.open();
    rememberUser(user);
  }
  return kit.store;
}
kit.become = become;
kit.reroute = route;
kit.helpLine = () => helpLine(kit.luggage);

start().catch((error) => kit.alarm(error));
