// The board: choose cards, lay them on needs. Without this file the page is a plain form.
import { dragCards } from "./board-drag.js";
import { listenToKeys } from "./board-keys.js";
import { openPlaces } from "./board-places.js";

const board = document.querySelector("[data-board]");
const list = board.querySelector("[data-board-list]");
const table = board.querySelector("[data-board-table]");
const panel = board.querySelector("[data-board-panel]");
const toast = board.querySelector("[data-board-toast]");
const dialogs = Object.fromEntries([...document.querySelectorAll("[data-board-dialog]")].map((d) => [d.dataset.boardDialog, d]));
const token = board.elements.csrfmiddlewaretoken.value;
let everything = false; // Ctrl+A: also what was not loaded yet
let here = null; // the card the keyboard is at
let busy = Promise.resolve();
let lastBatch = "";

const boxes = () => [...list.querySelectorAll("input[name=cards]")];
const checked = () => boxes().filter((box) => box.checked);
const rowOf = (box) => box.closest("li");

/** Return the cards an action is about: the chosen ones, else the one the keyboard is at. */
function acting() {
  const chosen = checked();
  return chosen.length ? chosen : here && here.isConnected ? [here] : [];
}

function goTo(box, { scroll = true } = {}) {
  list.querySelector(".hier")?.classList.remove("hier");
  here = box;
  if (!box) return;
  rowOf(box).classList.add("hier");
  box.focus({ preventScroll: true });
  if (scroll) rowOf(box).scrollIntoView({ block: "nearest" });
}

// --- what the server says -----------------------------------------------------------------------
async function ask(url, fields) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  const response = await fetch(url, { method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": token } });
  const type = response.headers.get("Content-Type") || "";
  if (!type.includes("json")) throw new Error(String(response.status));
  return { status: response.status, answer: await response.json() };
}

/** Send one action after the other, and try again when the network is away for a moment. */
function send(url, fields, moved = []) {
  const rows = moved.map(rowOf);
  for (const row of rows) row.classList.add("weg");
  const next = moved.length ? following(moved) : null;
  const back = () => rows.forEach((row) => row.classList.remove("weg"));
  const job = busy.then(async () => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await ask(url, { gezien: board.elements.gezien.value, ...fields });
      } catch (error) {
        if (!(error instanceof TypeError) || attempt > 30) { back(); say(board.dataset.failed, true); return null; }
        say(board.dataset.offline, true);
        await new Promise((done) => setTimeout(done, 3000));
      }
    }
  });
  busy = job.catch(() => null);
  return job.then((result) => {
    if (!result) return null;
    const { status, answer } = result;
    if (status === 409) { back(); settle(answer, url, fields, moved); return result; }
    if (status !== 200) { back(); say(answer.error, true); return result; }
    const focusList = moved.includes(here) || !here;
    rows.forEach((row) => row.remove());
    everything = false;
    apply(answer);
    if (focusList && next?.isConnected) goTo(next);
    fill();
    look();
    return result;
  });
}

/** Return the card to go to once these are gone: the first one after them that stays. */
function following(moved) {
  const all = boxes().filter((box) => !rowOf(box).classList.contains("weg") || moved.includes(box));
  const last = Math.max(...moved.map((box) => all.indexOf(box)));
  return all.slice(last + 1).find((box) => !moved.includes(box)) || all.slice(0, last).reverse().find((box) => !moved.includes(box)) || null;
}

function apply(answer) {
  const focused = document.activeElement?.closest?.("[data-bin]")?.dataset.bin;
  table.innerHTML = answer.table;
  if (focused) table.querySelector(`[data-bin="${CSS.escape(focused)}"]`)?.focus();
  board.querySelector("[data-board-status]").innerHTML = answer.status;
  if (board.elements.plek.value === "stapel") board.querySelector("[data-board-pile]").textContent = answer.pile.toLocaleString("nl-BE");
  board.elements.gezien.value = answer.seen;
  for (const card of answer.gone) list.querySelector(`[data-card="${card}"]`)?.remove();
  toast.innerHTML = answer.toast;
  lastBatch = toast.querySelector("[data-board-undo]")?.dataset.boardUndo || "";
  wait();
  if (answer.reload) reload();
}

function say(text, wrong = false) {
  const line = document.createElement("div");
  line.className = wrong ? "toast toast--fout" : "toast";
  line.textContent = text;
  toast.replaceChildren(line);
  wait();
}

// The toast stays ten seconds, longer while somebody is at it.
let timer = 0;
function wait() {
  clearTimeout(timer);
  timer = setTimeout(() => (toast.matches(":hover, :focus-within") ? wait() : toast.replaceChildren()), 10000);
}

/** Somebody else was first: let the person choose what to keep. */
function settle(answer, url, fields, moved) {
  const dialog = dialogs.botsing;
  dialog.querySelector("[data-board-conflict]").textContent = answer.conflict;
  dialog.querySelector("[data-board-mine]").textContent = answer.mine;
  dialog.querySelector("[data-board-theirs]").textContent = answer.theirs;
  dialog.returnValue = "";
  dialog.onclose = () => {
    if (dialog.returnValue === "mijn" && moved.length) send(url, { ...fields, gezien: "" }, moved);
    else reload();
  };
  if (!moved.length) dialog.querySelector("[value=mijn]").hidden = true;
  dialog.showModal();
}

// --- the list -----------------------------------------------------------------------------------
function query(extra = {}) {
  const params = new URLSearchParams({ plek: board.elements.plek.value, bron: board.elements.bron.value, zoek: board.elements.zoek.value, ...extra });
  return params.toString();
}

let loading = false;
async function more() {
  const end = list.querySelector("[data-board-more]");
  if (!end || loading) return;
  loading = true;
  try {
    const response = await fetch(`${board.dataset.moreUrl}?${query({ na: end.dataset.boardMore })}`);
    if (response.ok) {
      end.insertAdjacentHTML("beforebegin", await response.text());
      end.remove();
      if (everything) boxes().forEach((box) => (box.checked = true));
      watch();
    }
  } finally {
    loading = false;
  }
}

async function reload() {
  const response = await fetch(`${board.dataset.moreUrl}?${query()}`);
  if (!response.ok) return;
  list.innerHTML = await response.text();
  here = null;
  watch();
  goTo(boxes()[0] || null);
  look();
}

const end = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && more(), { rootMargin: "900px" });
function watch() {
  end.disconnect();
  const last = list.querySelector("[data-board-more]");
  if (last) end.observe(last);
}

/** Fetch more when most of the loaded cards are gone; say so when the pile is empty. */
function fill() {
  if (boxes().length < 20) more();
  if (!boxes().length && !list.querySelector("[data-board-more]")) reload();
}

// --- the proposal -------------------------------------------------------------------------------
let asked = 0;
function look() {
  const mine = (asked += 1);
  setTimeout(async () => {
    if (mine !== asked) return;
    const cards = acting().slice(0, 50).map((box) => `kaart=${box.value}`);
    const response = await fetch(`${board.dataset.suggestionUrl}?${cards.join("&")}`);
    if (mine !== asked || !response.ok) return;
    panel.innerHTML = await response.text();
    // The script sends the chosen cards itself.
    panel.querySelector("[data-board-panel-card]")?.remove();
    table.querySelector(".sug")?.classList.remove("sug");
    const to = panel.querySelector("[data-board-accept]")?.value;
    if (to) table.querySelector(`[data-bin="${CSS.escape(to)}"]`)?.classList.add("sug");
  }, 110);
}

// --- actions ------------------------------------------------------------------------------------
function cards(chosen) {
  return everything ? { alles: "1", plek: board.elements.plek.value, bron: board.elements.bron.value, zoek: board.elements.zoek.value } : { cards: chosen.map((box) => box.value).join(",") };
}

function lay(to, chosen = acting()) {
  if (!chosen.length) return say(board.dataset.empty, true);
  return send(board.action, { to, ...cards(chosen) }, chosen);
}

function accept() {
  const to = panel.querySelector("[data-board-accept]")?.value;
  if (to) lay(to);
}

function undo(batch = "") {
  return send(board.dataset.undoUrl, { batch: batch || lastBatch });
}

function open(name, key = "") {
  const dialog = dialogs[name];
  if (!dialog || dialog.open) return;
  if (name !== "hulp" && name !== "nieuw" && !acting().length) { say(board.dataset.empty, true); return; }
  const form = dialog.querySelector("[data-board-form]");
  if (form) {
    form.reset();
    form.querySelector(".fout").hidden = true;
    if (form.elements.key) form.elements.key.value = key;
  }
  if (name === "plek") openPlaces(dialog, table, (to) => lay(to));
  dialog.showModal();
}

for (const dialog of Object.values(dialogs)) {
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-board-close]")) dialog.close();
  });
  dialog.querySelector("[data-board-form]")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    const chosen = acting();
    const fields = Object.fromEntries(new FormData(form));
    const result = await send(form.action, { ...fields, ...(chosen.length ? cards(chosen) : {}) }, chosen);
    if (result?.status === 422) {
      form.querySelector(".fout").textContent = result.answer.error;
      form.querySelector(".fout").hidden = false;
      form.querySelector("input:not([type=hidden])").focus();
      toast.replaceChildren();
    } else {
      dialog.close();
      goTo(here); // the focus could not leave the dialog before
    }
  });
}

board.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button) return event.preventDefault();
  if (button.dataset.boardSplit !== undefined) {
    event.preventDefault();
    send(button.formAction, { quote: panel.querySelector("[name=quote]").value });
  } else if (button.name === "to") {
    event.preventDefault();
    if (acting().length && (checked().length || button.closest("[data-board-panel]"))) lay(button.value);
    else if (button.dataset.bin) location.assign(`${board.dataset.boardUrl}?plek=${encodeURIComponent(button.value)}`);
  }
});

board.addEventListener("click", (event) => {
  const at = (selector) => event.target.closest(selector);
  const opener = at("[data-board-open]");
  if (opener) open(opener.dataset.boardOpen);
  const maker = at("[data-board-new]");
  if (maker) { event.preventDefault(); open("nieuw", maker.dataset.boardNew); }
  const undoer = at("[data-board-undo]");
  if (undoer) undo(undoer.dataset.boardUndo);
  const alike = at("[data-board-alike]");
  if (alike) chooseAlike(alike);
  const shown = at("[data-board-show]");
  if (shown) { event.preventDefault(); goTo(rowOf(shown).querySelector("input")); look(); }
});

/** Choose the look-alikes too; the ones not loaded yet are put on top of the list as loose choices. */
function chooseAlike(button) {
  if (here) here.checked = true;
  for (const number of button.dataset.boardAlike.split(",")) {
    let box = list.querySelector(`[data-card="${number}"] input`);
    if (!box && here) {
      const row = document.createElement("li");
      row.dataset.card = number;
      row.hidden = true;
      row.innerHTML = '<input type="checkbox" name="cards">';
      box = row.firstChild;
      box.value = number;
      rowOf(here).after(row);
    }
    if (box) box.checked = true;
  }
  look();
}

list.addEventListener("change", () => { everything = false; look(); });
list.addEventListener("focusin", (event) => {
  if (event.target.name === "cards" && event.target !== here) { goTo(event.target, { scroll: false }); look(); }
});

dragCards(list, table, {
  chosen: (box) => (box.checked ? checked() : [box]),
  drop: (to, chosen) => lay(to, chosen),
});
listenToKeys(board, {
  boxes: () => boxes().filter((box) => !rowOf(box).hidden && !rowOf(box).classList.contains("weg")),
  here: () => (here?.isConnected ? here : null),
  goTo, look, accept, open, undo, more,
  alike: () => panel.querySelector("[data-board-alike]")?.click(),
  all: () => { boxes().forEach((box) => (box.checked = true)); everything = true; look(); },
});
watch();
if (!panel.querySelector("[data-board-accept]")) {
  here = boxes()[0] || null;
  if (here) rowOf(here).classList.add("hier");
  look();
}
