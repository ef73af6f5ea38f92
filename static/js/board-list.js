// The list on the left: sixty cards at a time, drawn anew where something changed. Each sixty are a part
// of their own: what is far from the window is neither laid out nor painted (`content-visibility`).
import { board, boxes, boxOf, checked, first, following, goTo, list, make, query, rowOf, rowsOf, rowWith, state } from "./board-page.js";
import { mark } from "./board-people.js";
import { look } from "./board-proposal.js";
import { read } from "./board-session.js";

const MANY = 60; // the server gives so many at once
let loading = false;

// What the server draws is true for what it heard so far: it is asked when nothing of ours is under way,
// and again when something went meanwhile.
const acts = { underway: 0, turn: 0, quiet: [] };
export function begin() { acts.underway += 1; acts.turn += 1; }
export function ended() {
  acts.underway -= 1;
  acts.turn += 1;
  if (!acts.underway) for (const go of acts.quiet.splice(0)) go();
}

async function readNow(extra) {
  for (;;) {
    while (acts.underway) await new Promise((go) => acts.quiet.push(go));
    const { turn } = acts;
    const text = await readRows(extra);
    if (text === null || turn === acts.turn) return text;
  }
}

let reading = 0;
const late = new Set(); // cards that changed while rows were on their way here
async function readRows(extra) {
  reading += 1;
  const text = await read(`${board.dataset.moreUrl}?${query(extra)}`);
  reading -= 1;
  return text;
}

/** Cards changed just now: rows that are on their way may show them as they were. */
export function changedNow(cards) { if (reading) for (const card of cards) late.add(String(card)); }

function catchUp() {
  if (reading || !late.size) return;
  const cards = [...late];
  late.clear();
  redraw(cards);
}

/** Make a part of the list of what the server drew; what is on its way elsewhere stays out of sight. */
function part(text) {
  const made = make("ul", { className: "kl__deel", role: "none" });
  made.innerHTML = text;
  for (const row of made.querySelectorAll("[data-card]")) row.classList.toggle("weg", state.away.has(row.dataset.card));
  return made;
}

export async function more() {
  const last = list.querySelector("[data-board-more]");
  if (!last || loading) return false;
  loading = true;
  const text = await readRows({ na: last.dataset.boardMore });
  loading = false;
  if (text === null || !last.isConnected) return false; // the list was fetched anew meanwhile
  const came = part(text);
  // What was chosen before it was loaded has a row of its own now.
  for (const loose of list.querySelectorAll("[data-card][hidden]")) {
    const box = boxOf(came.querySelector(`[data-card="${loose.dataset.card}"]`));
    if (!box) continue;
    box.checked = boxOf(loose).checked;
    loose.remove();
  }
  list.append(came);
  last.remove();
  if (state.everything) boxes().forEach((box) => (box.checked = true));
  mark();
  watch();
  catchUp();
  return true;
}

/** Fetch the list anew; what was chosen stays chosen and the keyboard stays where it was. */
export async function reload() {
  const text = await readNow();
  if (text === null) return;
  const had = boxes().length;
  const kept = new Set(checked().map((box) => box.value));
  const at = state.here?.value;
  const focused = list.contains(document.activeElement);
  const top = list.scrollTop;
  list.replaceChildren(part(text));
  const choose = () => { for (const box of boxes()) if (kept.has(box.value)) box.checked = true; };
  choose();
  state.here = null;
  while (boxes().length < had && list.querySelector("[data-board-more]")) if (!(await more())) break;
  watch();
  choose();
  list.scrollTop = top;
  goTo(boxOf(rowWith(at)) || first(), { focus: focused, scroll: false });
  mark();
  look();
  catchUp();
}

/** Draw some cards anew: those that came here, those that left, and what was merged or parted. */
export async function redraw(cards) {
  if (!cards.length) return null;
  if (cards.length > MANY) return reload();
  changedNow(cards);
  const text = await readNow({ alleen: cards.join(",") });
  if (text === null) {
    for (const card of cards) late.add(String(card)); // another time
    return null;
  }
  const fresh = [...part(text).querySelectorAll("[data-card]")];
  const stay = new Set(fresh.map((row) => row.dataset.card));
  const was = cards.map(rowWith).filter(Boolean).map(boxOf);
  const chosen = was.some((box) => box.checked);
  const at = was.find((box) => box === state.here);
  const focused = at && document.activeElement === at;
  const next = at ? following(was) : null;
  for (const box of was) rowOf(box).remove();
  put(fresh);
  for (const card of stay) if (chosen && was.some((box) => box.value === card && box.checked)) boxOf(rowWith(card)).checked = true;
  if (at) goTo(boxOf(rowWith([...stay].find((card) => was.some((box) => box.value === card)))) || next, { scroll: focused, focus: focused });
  mark();
  if (at || chosen) look();
  catchUp();
  return null;
}

const number = (row) => Number(row.dataset.card);

/** Put rows where they belong in the list, unless that part was not loaded yet. */
export function put(rows) {
  const last = list.querySelector("[data-board-more]");
  const loaded = last ? Number(last.dataset.boardMore) : Infinity;
  // Loose choices stand where they were made, not in their order.
  const lying = [...list.querySelectorAll("[data-card]:not([hidden])")];
  for (const row of rows.filter((one) => number(one) <= loaded).sort((one, other) => number(one) - number(other))) {
    let [from, to] = [0, lying.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (number(lying[middle]) > number(row)) to = middle;
      else from = middle + 1;
    }
    if (lying[from]) lying[from].before(row);
    else if (last) last.before(row);
    else list.lastElementChild.append(row);
  }
  if (rows.length) list.querySelector(".leegte")?.remove();
}

/** Bring cards back that were on their way, or went: at once, with the rows they had. */
export function bring(rows) {
  for (const row of rows) {
    state.away.delete(row.dataset.card);
    row.classList.remove("weg");
    boxOf(row).checked = false;
  }
  const gone = rows.filter((row) => !row.isConnected && !row.hidden);
  // The list may have been fetched anew since: then another row shows the same card.
  const lying = new Map(rowsOf(gone.map((row) => row.dataset.card)).map((row) => [row.dataset.card, row]));
  for (const row of lying.values()) row.classList.remove("weg");
  put(gone.filter((row) => !lying.has(row.dataset.card)));
  mark();
}

/** Take a card from the list that went elsewhere. */
export function drop(row) {
  const box = boxOf(row);
  const at = box === state.here;
  const next = at ? following([box]) : null;
  const focused = document.activeElement === box;
  row.remove();
  if (at) { goTo(next, { scroll: focused, focus: focused }); look(); }
}

const end = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && more(), { rootMargin: "900px" });
export function watch() {
  end.disconnect();
  const last = list.querySelector("[data-board-more]");
  if (last) end.observe(last);
}

/** Fetch more when most of the loaded cards are gone; say so when the pile is empty. */
export function fill() {
  const left = list.querySelectorAll("[data-card]:not(.weg)").length;
  if (left < 20) more();
  else catchUp();
  if (!left && !list.querySelector("[data-card]") && !list.querySelector("[data-board-more]")) reload();
}
