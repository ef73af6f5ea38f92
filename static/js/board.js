// The board: choose cards, lay them on needs. Without this file the page is a plain form.
import { dragCards } from "./board-drag.js";
import { listenToKeys } from "./board-keys.js";
import { followBoard, showPresence } from "./board-live.js";
import { openPlaces } from "./board-places.js";
import { Queue, makeId } from "./board-queue.js";

const board = document.querySelector("[data-board]");
const list = board.querySelector("[data-board-list]");
const table = board.querySelector("[data-board-table]");
const panel = board.querySelector("[data-board-panel]");
const toast = board.querySelector("[data-board-toast]");
const dialogs = Object.fromEntries([...document.querySelectorAll("[data-board-dialog]")].map((d) => [d.dataset.boardDialog, d]));
const token = board.elements.csrfmiddlewaretoken.value;
const place = board.elements.plek.value;
const words = document.documentElement.lang || "nl";
const TRAYS = { stapel: "pile", apart: "aside", bespreken: "talk" };
let everything = false; // Ctrl+A: also what was not loaded yet
let here = null; // the card the keyboard is at
let tally = null; // what the server counted last
const mine = new Set(); // the acts of this window, which it knows already
const pending = new Map(); // and those the server did not confirm yet: what they change

const boxes = () => [...list.querySelectorAll("input[name=cards]")];
const checked = () => boxes().filter((box) => box.checked && !rowOf(box).classList.contains("weg"));
const rowOf = (box) => box.closest("li");
const rowWith = (card) => list.querySelector(`[data-card="${card}"]`);

/** Return the cards an action is about: the chosen ones, else the one the keyboard is at. */
function acting() {
  const chosen = checked();
  return chosen.length ? chosen : here?.isConnected && !rowOf(here).classList.contains("weg") ? [here] : [];
}

function goTo(box, { scroll = true, focus = true } = {}) {
  list.querySelector(".hier")?.classList.remove("hier");
  here = box;
  if (!box) return;
  rowOf(box).classList.add("hier");
  if (focus) box.focus({ preventScroll: true });
  if (scroll) rowOf(box).scrollIntoView({ block: "nearest" });
}

// --- what somebody does ---------------------------------------------------------------------------
const queue = new Queue({
  store: `bord-wacht-${board.dataset.me}-`,
  token,
  offline: () => say(board.dataset.offline, { wrong: true, stay: true }),
  online: () => { say(board.dataset.waiting); live.now(); },
});

/** Do an act at once on the screen, and send it in its turn. */
async function send(url, fields, { moved = [], to = "" } = {}) {
  const act = makeId();
  const rows = moved.map(rowOf);
  const leaves = rows.length && to !== place;
  const inList = moved.includes(here) || !here || document.activeElement === document.body;
  if (leaves) {
    const next = following(moved);
    for (const row of rows) row.classList.add("weg");
    for (const box of moved) box.checked = false;
    if (to) pending.set(act, { n: moved.length, from: place, to });
    if (inList && !document.querySelector("dialog[open]")) goTo(next);
    else if (moved.includes(here)) goTo(next, { focus: false });
    everything = false;
    count();
    holding();
    look();
  }
  mine.add(act);
  const result = await queue.add({ act, url, fields: { gezien: live.seen(), ...fields } });
  pending.delete(act);
  const { status, answer } = result;
  if (status !== 200) {
    for (const row of rows) row.classList.remove("weg");
    count();
    if (status === 409) settle(answer, { url, fields, moved, to });
    else say(answer?.error || board.dataset.failed, { wrong: true });
    return result;
  }
  if (leaves) for (const row of rows) row.remove();
  applied(answer, result.late);
  fill();
  return result;
}

/** Return the card to go to once these are gone: the first one after them that stays. */
function following(moved) {
  const all = boxes().filter((box) => !rowOf(box).classList.contains("weg") || moved.includes(box));
  const last = Math.max(...moved.map((box) => all.indexOf(box)));
  return all.slice(last + 1).find((box) => !moved.includes(box)) || all.slice(0, last).reverse().find((box) => !moved.includes(box)) || null;
}

function applied(answer, late) {
  heard(answer.tally);
  for (const card of answer.gone) rowWith(card)?.remove();
  if (!late) {
    toast.innerHTML = answer.toast;
    wait();
  }
  if (answer.table) refreshTable();
  if (answer.reload) reload();
}

// --- the numbers ----------------------------------------------------------------------------------
function heard(told) {
  if (tally && told.number < tally.number) return;
  tally = told;
  count();
}

/** Show how many cards lie where: what the server counted, and what we did since. */
function count() {
  if (!tally) return;
  const shown = { ...tally, bins: { ...tally.bins } };
  const change = (at, n) => {
    if (TRAYS[at]) shown[TRAYS[at]] += n;
    else { shown.placed += n; shown.bins[at] = (shown.bins[at] || 0) + n; }
  };
  for (const { n, from, to } of pending.values()) { change(from, -n); change(to, n); }
  const write = (node, n) => { const text = Math.max(n, 0).toLocaleString(words); if (node && node.textContent !== text) node.textContent = text; };
  for (const node of board.querySelectorAll("[data-count]")) write(node, shown[node.dataset.count]);
  board.querySelector("[data-board-bar]").setAttribute("width", shown.all ? Math.floor((100 * (shown.all - shown.pile)) / shown.all) : 0);
  write(board.querySelector("[data-board-here]"), TRAYS[place] ? shown[TRAYS[place]] : shown.bins[place] || 0);
  const most = Math.max(1, ...Object.values(shown.bins));
  for (const bin of table.querySelectorAll("[data-bin]")) {
    const n = shown.bins[bin.dataset.bin] || 0;
    write(bin.querySelector("[data-bin-count]"), n);
    bin.querySelector("rect").setAttribute("width", Math.floor((100 * n) / most));
  }
  for (const zone of table.querySelectorAll("[data-zone]")) {
    const bins = [...zone.querySelectorAll("[data-bin]")];
    write(zone.querySelector("[data-zone-count]"), bins.reduce((sum, bin) => sum + (shown.bins[bin.dataset.bin] || 0), 0));
  }
}

// --- what others do -------------------------------------------------------------------------------
async function hear(told) {
  if (told.far) { await Promise.all([reload(), refreshTable()]); heard(told.tally); meet(told.people); return; }
  const less = tally && told.tally.all < tally.all;
  heard(told.tally);
  meet(told.people);
  const fresh = told.events.filter((event) => !mine.has(event.act));
  const come = new Set();
  let anew = less;
  for (const event of fresh) {
    for (const [slug, cards] of Object.entries(event.to)) {
      for (const card of cards) {
        if (slug === place) come.add(card);
        else { come.delete(card); taken(card, event.who); }
      }
    }
    anew ||= event.list && !list.querySelector("[data-board-more]");
  }
  if (fresh.some((event) => event.table)) refreshTable();
  const missing = [...come].filter((card) => !rowWith(card));
  if (anew || missing.length > 60) await reload();
  else if (missing.length) await bring(missing);
  fill();
}

/** A card went elsewhere: take it from the list, but ask first who has it in hand. */
function taken(card, who) {
  const row = rowWith(card);
  if (!row || row.classList.contains("weg")) return;
  const box = row.querySelector("input");
  if (box.checked || row.classList.contains("gesleept")) { ask(row, who); return; }
  drop(row);
}

function drop(row) {
  const box = row.querySelector("input");
  const at = box === here;
  const next = at ? following([box]) : null;
  const focused = document.activeElement === box;
  row.remove();
  if (at) { goTo(next, { scroll: focused, focus: focused }); look(); }
}

function ask(row, who) {
  const words = (text) => text.replace("WIE", who);
  const line = document.createElement("div");
  line.className = "toast toast--botsing";
  const said = Object.assign(document.createElement("span"), { textContent: words(board.dataset.moved) });
  const keep = Object.assign(document.createElement("button"), { type: "button", textContent: board.dataset.keep });
  const theirs = Object.assign(document.createElement("button"), { type: "button", textContent: words(board.dataset.theirs) });
  keep.onclick = () => { toast.replaceChildren(); rowOf(row.querySelector("input"))?.querySelector("input").focus(); };
  theirs.onclick = () => { toast.replaceChildren(); drop(row); holding(); look(); };
  line.append(said, keep, theirs);
  toast.replaceChildren(line);
  clearTimeout(timer);
}

/** Fetch cards that came to this place and put them where they belong in the list. */
async function bring(cards) {
  const response = await fetch(`${board.dataset.moreUrl}?${query({ alleen: cards.join(",") })}`);
  if (!response.ok) return;
  const end = list.querySelector("[data-board-more]");
  const loaded = end ? Number(end.dataset.boardMore) : Infinity;
  const came = document.createElement("ul");
  came.innerHTML = await response.text();
  for (const row of [...came.querySelectorAll("[data-card]")]) {
    const number = Number(row.dataset.card);
    if (number > loaded || rowWith(number)) continue;
    const after = [...list.querySelectorAll("[data-card]")].find((one) => Number(one.dataset.card) > number);
    list.querySelector(".leegte")?.remove();
    list.insertBefore(row, after || end);
  }
}

let people = [];
function meet(found) {
  people = found;
  const there = board.ownerDocument.querySelector("[data-board-people]");
  there.replaceChildren(...people.map((one) => {
    const row = document.createElement("li");
    row.className = `hoofd lucht-${one.tint}`;
    row.title = one.name;
    row.append(Object.assign(document.createElement("span"), { textContent: one.short, ariaHidden: "true" }), Object.assign(document.createElement("span"), { className: "vh", textContent: one.name }));
    return row;
  }));
  mark();
}

/** Show on the cards who has them in hand. */
function mark() {
  for (const badge of list.querySelectorAll(".bezet")) badge.remove();
  for (const one of people) {
    if (String(one.id) === board.dataset.me) continue;
    for (const card of one.holds) {
      const row = rowWith(card);
      if (!row) continue;
      const badge = document.createElement("span");
      badge.className = `bezet hoofd lucht-${one.tint}`;
      badge.append(Object.assign(document.createElement("span"), { textContent: one.short, ariaHidden: "true" }), Object.assign(document.createElement("span"), { className: "vh", textContent: board.dataset.held.replace("WIE", one.name) }));
      row.append(badge);
    }
  }
}

let tableTimer = 0;
function refreshTable() {
  clearTimeout(tableTimer);
  return new Promise((done) => {
    tableTimer = setTimeout(async () => {
      try {
        const response = await fetch(board.dataset.tableUrl);
        if (!response.ok) return;
        const focused = document.activeElement?.closest?.("[data-bin]")?.dataset.bin;
        table.innerHTML = await response.text();
        if (focused) table.querySelector(`[data-bin="${CSS.escape(focused)}"]`)?.focus();
        count();
      } catch { /* the next change brings it */ } finally { done(); }
    }, 120);
  });
}

// --- what we say ----------------------------------------------------------------------------------
function say(text, { wrong = false, stay = false } = {}) {
  const line = document.createElement("div");
  line.className = wrong ? "toast toast--fout" : "toast";
  line.textContent = text;
  toast.replaceChildren(line);
  if (stay) clearTimeout(timer);
  else wait();
}

// The toast stays ten seconds, longer while somebody is at it.
let timer = 0;
function wait() {
  clearTimeout(timer);
  timer = setTimeout(() => (toast.matches(":hover, :focus-within") ? wait() : toast.replaceChildren()), 10000);
}

/** Somebody else was first: let the person choose what to keep. One question after the other. */
const questions = [];
function settle(answer, again) {
  questions.push({ answer, again });
  if (!dialogs.botsing.open) question();
}

function question() {
  const dialog = dialogs.botsing;
  const { answer, again } = questions.shift();
  dialog.querySelector("[data-board-conflict]").textContent = answer.conflict;
  dialog.querySelector("[data-board-mine]").textContent = answer.mine;
  dialog.querySelector("[data-board-theirs]").textContent = answer.theirs;
  dialog.returnValue = "";
  dialog.onclose = () => {
    if (dialog.returnValue === "mijn") send(again.url, { ...again.fields, gezien: "", toch: "1" }, { moved: again.moved.filter((box) => box.isConnected), to: again.to });
    else reload();
    if (questions.length) question();
  };
  for (const other of Object.values(dialogs)) if (other.open) other.close();
  dialog.showModal();
}

// --- the list -------------------------------------------------------------------------------------
function query(extra = {}) {
  return new URLSearchParams({ ...asked(), ...extra }).toString();
}

function asked() {
  return Object.fromEntries([...board.querySelectorAll("[data-board-asked]")].map((field) => [field.name, field.value]));
}

let loading = false;
async function more() {
  const end = list.querySelector("[data-board-more]");
  if (!end || loading) return false;
  loading = true;
  try {
    const response = await fetch(`${board.dataset.moreUrl}?${query({ na: end.dataset.boardMore })}`);
    if (response.ok) {
      end.insertAdjacentHTML("beforebegin", await response.text());
      end.remove();
      if (everything) boxes().forEach((box) => (box.checked = true));
      mark();
      watch();
    }
    return response.ok;
  } catch {
    return false;
  } finally {
    loading = false;
  }
}

/** Fetch the list anew; what was chosen stays chosen and the keyboard stays where it was. */
async function reload() {
  let text;
  try {
    const response = await fetch(`${board.dataset.moreUrl}?${query()}`);
    if (!response.ok) return;
    text = await response.text();
  } catch { return; }
  const had = boxes().length;
  const kept = new Set(checked().map((box) => box.value));
  const at = here?.value;
  const focused = list.contains(document.activeElement);
  const top = list.scrollTop;
  list.innerHTML = text;
  for (const box of boxes()) if (kept.has(box.value)) box.checked = true;
  here = null;
  while (boxes().length < had && list.querySelector("[data-board-more]")) if (!(await more())) break;
  watch();
  for (const box of boxes()) if (kept.has(box.value)) box.checked = true;
  list.scrollTop = top;
  goTo(rowWith(at)?.querySelector("input") || boxes()[0] || null, { focus: focused, scroll: false });
  mark();
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
let looks = 0;
function look() {
  const turn = (looks += 1);
  setTimeout(async () => {
    if (turn !== looks) return;
    const cards = acting().slice(0, 50).map((box) => `kaart=${box.value}`);
    try {
      const response = await fetch(`${board.dataset.suggestionUrl}?${cards.join("&")}`);
      if (turn !== looks || !response.ok) return;
      panel.innerHTML = await response.text();
    } catch { return; } // without a connection the proposal waits
    // The script sends the chosen cards itself.
    panel.querySelector("[data-board-panel-card]")?.remove();
    table.querySelector(".sug")?.classList.remove("sug");
    const to = panel.querySelector("[data-board-accept]")?.value;
    if (to) table.querySelector(`[data-bin="${CSS.escape(to)}"]`)?.classList.add("sug");
  }, 110);
}

// --- actions --------------------------------------------------------------------------------------
function cards(chosen) {
  return everything ? { alles: "1", ...asked() } : { cards: chosen.map((box) => box.value).join(",") };
}

function lay(to, chosen = acting()) {
  if (!chosen.length) return say(board.dataset.empty, { wrong: true });
  return send(board.action, { to, ...cards(chosen) }, { moved: chosen, to });
}

function park() {
  const chosen = acting();
  if (!chosen.length) return say(board.dataset.empty, { wrong: true });
  return send(board.dataset.parkUrl, cards(chosen), { moved: chosen, to: "bespreken" });
}

function accept() {
  const to = panel.querySelector("[data-board-accept]")?.value;
  if (to) lay(to);
}

function undo(batch = "") {
  return send(board.dataset.undoUrl, { batch });
}

function redo() {
  return send(board.dataset.undoUrl, { opnieuw: "1" });
}

/** Return the need the keyboard is at, else the one whose cards are shown. */
function binHere() {
  const slug = document.activeElement?.closest?.("[data-bin]")?.dataset.bin || (TRAYS[place] ? "" : place);
  return table.querySelector(`[data-bin="${CSS.escape(slug)}"]`);
}

function changeBin(what) {
  const bin = binHere();
  if (!bin) return say(board.dataset.which, { wrong: true });
  const url = board.dataset.binUrl.replace("/BAK/naam/", `/${bin.dataset.bin}/${what}/`);
  if (what === "samen") return open("plek", "", (into) => send(url, { into }).then((result) => result.status === 200 && bin.dataset.bin === place && location.assign(`?plek=${encodeURIComponent(into)}`)));
  const form = dialogs[what].querySelector("form");
  form.action = url;
  open(what, bin.closest("[data-zone]").dataset.zoneKey);
  if (form.elements.name) { form.elements.name.value = bin.querySelector("b").textContent; form.elements.name.select(); }
}

function open(name, key = "", choose = null) {
  const dialog = dialogs[name];
  if (!dialog || dialog.open) return;
  if ((name === "apart" || (name === "plek" && !choose)) && !acting().length) { say(board.dataset.empty, { wrong: true }); return; }
  const form = dialog.querySelector("[data-board-form]");
  if (form) {
    form.reset();
    form.querySelector(".fout").hidden = true;
    if (form.elements.key) form.elements.key.value = key;
  }
  if (name === "plek") {
    const title = dialog.querySelector("h2");
    title.textContent = choose ? title.dataset.merge : title.dataset.lay;
    openPlaces(dialog, table, choose || ((to) => lay(to)), { pile: !choose });
  }
  dialog.showModal();
}

for (const dialog of Object.values(dialogs)) {
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-board-close]")) dialog.close();
  });
  dialog.querySelector("[data-board-form]")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    const about = form.dataset.boardAct ? [] : acting();
    const fields = { ...Object.fromEntries(new FormData(form)), ...(about.length ? cards(about) : {}) };
    const wanted = form.querySelector("input:not([type=hidden])");
    // Without a connection it waits its turn; only a dialog that misses something stays open.
    const known = await Promise.race([
      send(form.action, fields, { moved: about, to: dialog === dialogs.apart ? "apart" : "" }),
      new Promise((done) => setTimeout(done, 1500)),
    ]);
    if (known?.status === 422) {
      form.querySelector(".fout").textContent = known.answer.error;
      form.querySelector(".fout").hidden = false;
      wanted?.focus();
      toast.replaceChildren();
    } else {
      dialog.close();
      if (!form.dataset.boardAct) goTo(here); // the focus could not leave the dialog before
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
  if (at("[data-board-redo]")) redo();
  if (at("[data-board-park]")) park();
  const binner = at("[data-board-bin]");
  if (binner) changeBin(binner.dataset.boardBin);
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

list.addEventListener("change", () => { everything = false; holding(); look(); });
list.addEventListener("focusin", (event) => {
  if (event.target.name === "cards" && event.target !== here) { goTo(event.target, { scroll: false }); look(); }
});

let dragged = [];
dragCards(list, table, {
  chosen: (box) => (box.checked ? checked() : [box]),
  drop: (to, chosen) => lay(to, chosen.filter((box) => box.isConnected)),
  held: (chosen) => {
    dragged = chosen.map((box) => box.value);
    for (const row of list.querySelectorAll(".gesleept")) row.classList.remove("gesleept");
    for (const box of chosen) rowOf(box)?.classList.add("gesleept");
    holding();
  },
});
listenToKeys(board, {
  boxes: () => boxes().filter((box) => !rowOf(box).hidden && !rowOf(box).classList.contains("weg")),
  here: () => (here?.isConnected ? here : null),
  goTo, look, accept, open, undo, redo, more, park, changeBin,
  chosen: () => { holding(); },
  alike: () => panel.querySelector("[data-board-alike]")?.click(),
  all: () => { boxes().forEach((box) => (box.checked = true)); everything = true; holding(); look(); },
});

const live = followBoard({ url: board.dataset.changesUrl, number: Number(board.elements.gezien.value), hear });
const holding = showPresence({
  url: board.dataset.presenceUrl,
  token,
  holds: () => [...new Set([...dragged, ...checked().map((box) => box.value)])],
  gone: (cards) => {
    const rows = cards.map(rowWith).filter(Boolean);
    for (const row of rows) drop(row);
    if (rows.length) say(board.dataset.withdrawn);
  },
});
// What a closed window could not send any more.
if (queue.waiting.length) queue.run().then(() => reload());
watch();
if (!panel.querySelector("[data-board-accept]")) {
  here = boxes()[0] || null;
  if (here) rowOf(here).classList.add("hier");
  look();
}
