// Open the kit with a PIN, and make the tablet ready for the road.
import { WrongPin, makeKey, openKey } from "./crypto.js";
import { field, h, icon } from "./dom.js";
import { Book } from "./records.js";
import { Store, usersHere } from "./store.js";
import { about, count, longDate, say } from "./words.js";

const FREE_TRIES = 3;
const LONGEST_WAIT = 300;

const pinInput = (id) => h("input", {
  id, type: "password", inputmode: "numeric", autocomplete: "off", maxlength: 6, pattern: "[0-9]{6}", class: "pin",
});

/** Ask for the PIN. Each wrong one after the third makes the next wait longer. */
export async function pinScreen(kit) {
  kit.head(say("kit"), "", { back: false });
  const input = pinInput("pin");
  const box = field(say("pin"), input);
  const button = h("button", { class: "knop knop--groot" }, say("open"));
  const form = h("form", { class: "kit__blad formulier", novalidate: true, onsubmit: open }, h("h1", {}, say("open_kit")), box, button);
  const help = h("details", { class: "kit__blad uitleg" }, h("summary", {}, say("pin_forgotten")), h("p", {}, say("pin_help")), await startOver(kit));
  const who = await kit.store.get("meta", "who");
  if (who) form.children[0].after(h("p", { class: "inleiding" }, say("pin_of", { name: who })));
  kit.show(form, help, h("p", { class: "kit__blad wissel" }, h("button", { class: "knop knop--licht", type: "button", onclick: () => whoScreen(kit) }, say("somebody_else"))));
  input.focus();

  async function open(event) {
    event.preventDefault();
    if (button.disabled) return;
    const tries = (await kit.store.get("meta", "tries")) || { wrong: 0, until: 0 };
    const wait = Math.ceil((tries.until - Date.now()) / 1000);
    if (wait > 0 && wait <= LONGEST_WAIT) {
      box.fail(count("pin_wait", wait));
      return;
    }
    button.disabled = true;
    try {
      const key = await openKey(input.value, await kit.store.get("meta", "lock"));
      if (tries.wrong) await kit.store.put("meta", { wrong: 0, until: 0 }, "tries").catch(() => {});
      await kit.unlock(key);
    } catch (error) {
      if (!(error instanceof WrongPin)) throw error;
      const wrong = tries.wrong + 1;
      const pause = wrong > FREE_TRIES ? Math.min(LONGEST_WAIT, 2 ** (wrong - FREE_TRIES)) : 0;
      await kit.store.put("meta", { wrong, until: Date.now() + pause * 1000 }, "tries");
      input.value = "";
      box.fail([say("pin_wrong"), pause ? count("pin_wait", pause) : ""].filter(Boolean).join(" "));
    } finally {
      button.disabled = false;
    }
  }
  return {};
}

/** Several colleagues can share a tablet; each has a store and a PIN of their own. */
async function whoScreen(kit) {
  const people = [];
  for (const user of usersHere()) {
    const store = new Store(user);
    people.push([user, (await store.get("meta", "who")) || "?"]);
    store.close();
  }
  const open = async (user) => {
    await kit.become(user);
    await kit.reroute();
  };
  kit.show(h("div", { class: "kit__blad stapeltje" }, h("h1", { tabindex: "-1" }, say("who_are_you")),
    h("ul", { class: "rijen" }, people.map(([user, name]) => h("li", {},
      h("button", { class: "knop knop--licht knop--groot", type: "button", onclick: () => open(user) }, name)))),
    h("p", {}, say("sign_in_self")),
    h("button", { class: "knop", type: "button", onclick: () => readyScreen(kit) }, say("somebody_new"))));
  document.querySelector("main h1").focus();
}

/** With nothing waiting a new PIN can be chosen; otherwise nothing is erased. */
async function startOver(kit) {
  const waits = (await kit.store.keys("outbox")).length + (await kit.store.keys("media")).length + (await kit.store.keys("drafts")).length;
  if (waits) return h("p", { class: "melding melding--warning" }, say("pin_kept"), " ", say("call_team"));
  const anew = async () => {
    await kit.store.write(["meta", "luggage", "notes"], (tx) => {
      tx.objectStore("meta").delete("lock");
      tx.objectStore("meta").delete("tries");
      tx.objectStore("luggage").clear();
      tx.objectStore("notes").clear();
    });
    await readyScreen(kit);
  };
  return h("div", { class: "stapeltje" }, h("p", {}, say("pin_anew_help")), h("button", { class: "knop knop--licht", type: "button", onclick: anew }, say("pin_anew")));
}

const guessable = (pin) => /^(\d)\1{5}$/.test(pin) || "01234567890".includes(pin) || "09876543210".includes(pin);

async function fetchLuggage() {
  const response = await fetch(about.luggage, { credentials: "same-origin", redirect: "manual", cache: "no-store" });
  if (response.type === "opaqueredirect") {
    location.assign(about.login);
    return null;
  }
  const data = response.ok ? await response.json() : null;
  return data?.version === 1 ? data : null;
}

/** Make ready for the road: fetch the luggage, choose a PIN once, keep the app. */
export async function readyScreen(kit) {
  kit.head(say("ready_title"), "", { back: Boolean(kit.book) });
  const known = Boolean(kit.book);
  const [first, second] = [pinInput("pin-1"), pinInput("pin-2")];
  const name = h("input", { id: "naam", maxlength: 60, autocomplete: "off" });
  const boxes = [field(say("pin_choose"), first, { help: say("pin_choose_help") }), field(say("pin_repeat"), second),
    field(say("tablet_name"), name, { note: say("optional") })];
  const problem = h("p", { class: "melding melding--error", role: "alert", hidden: true });
  const button = h("button", { class: "knop knop--groot" }, say(known ? "ready_again" : "ready_button"));
  const form = h("form", { class: "kit__blad formulier", novalidate: true, onsubmit: submit },
    h("h1", {}, say("ready_title")), h("p", { class: "inleiding" }, say("ready_lead")),
    known ? null : boxes, problem, button, h("div", { "data-ready": true }));
  kit.show(form);
  if (known) await showReady(kit, form.querySelector("[data-ready]"));

  async function submit(event) {
    event.preventDefault();
    problem.hidden = true;
    if (!known && !checkPins()) return;
    button.disabled = true;
    try {
      if (known) await kit.courier.now();
      else await begin();
    } catch (error) {
      problem.textContent = error instanceof TypeError ? say("needs_net") : say("trouble");
      if (error?.name === "Error" || error?.message?.startsWith("Not kept")) kit.alarm(error);
      problem.hidden = false;
    } finally {
      button.disabled = false;
    }
    if (known) await showReady(kit, form.querySelector("[data-ready]"));
  }

  function checkPins() {
    boxes[0].fail("");
    boxes[1].fail("");
    if (!/^\d{6}$/.test(first.value)) return boxes[0].fail(say("pin_six"));
    if (guessable(first.value)) return boxes[0].fail(say("pin_simple"));
    return boxes[1].fail(first.value === second.value ? "" : say("pin_differs"));
  }

  async function begin() {
    const data = await fetchLuggage();
    if (!data) throw new TypeError("no luggage");
    await kit.become(data.user);
    if (await kit.store.get("meta", "lock")) {
      // This person has a store here already: it opens with the PIN they chose then.
      await pinScreen(kit);
      return;
    }
    const { key, lock } = await makeKey(first.value);
    await kit.store.write(["meta"], (tx) => {
      tx.objectStore("meta").put(lock, "lock");
      tx.objectStore("meta").put(name.value.trim(), "name");
      tx.objectStore("meta").put(data.first_name ?? "", "who");
    });
    await navigator.storage?.persist?.();
    const book = new Book(kit.store, key);
    await book.pack(data);
    // Who came for one session gets it, and reads first that the tablet is ready.
    const wanted = location.hash.match(/^#\/sessie\/\d+$/)?.[0];
    history.replaceState(null, "", "#/klaar");
    kit.wanted = wanted ?? "";
    await kit.unlock(key);
  }

  return {};
}

/** Ask the worker whether all of the app is on this tablet. */
export async function appIsKept() {
  if (!("serviceWorker" in navigator)) return null;
  const registration = await Promise.race([
    navigator.serviceWorker.ready, new Promise((resolve) => setTimeout(resolve, 15_000, null))]);
  if (!registration?.active) return null;
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = (event) => resolve(event.data);
    setTimeout(resolve, 3000, null);
    registration.active.postMessage("who", [channel.port2]);
  });
}

let installer = null;
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  installer = event;
});

/** Tell whether it works without internet too; and what is still better. */
export async function showReady(kit, box) {
  box.replaceChildren(h("p", { class: "hulp", role: "status" }, say("ready_busy")));
  const kept = await appIsKept();
  const luggage = kit.luggage;
  const firm = (await navigator.storage?.persisted?.()) ?? false;
  const ready = Boolean(kept?.complete && luggage);
  const installed = matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;
  box.replaceChildren(
    h("p", { class: ready ? "klaarvink" : "melding melding--warning", role: "status" }, ready && icon("check"), say(ready ? "ready_yes" : "ready_no")),
    ...(luggage ? [h("p", { class: "hulp" }, say("packed", { date: longDate(new Date(luggage.packed_at)) }))] : []),
    ...(installed ? [] : [installAdvice(firm)]),
    h("a", { class: "knop", href: kit.wanted || "#/" }, say(kit.wanted ? "open_table" : "home")));
  kit.wanted = "";
}

function installAdvice(firm) {
  const box = h("div", { class: "vel vel--mist stapeltje" });
  if (!firm) box.append(h("p", {}, h("b", {}, say("not_firm"))));
  if (installer) {
    box.append(h("button", { class: "knop knop--licht", type: "button", onclick: () => installer.prompt() }, say("install")));
  } else {
    box.append(h("p", {}, say("install_ios")), h("p", {}, say("install_android")));
  }
  return box;
}
