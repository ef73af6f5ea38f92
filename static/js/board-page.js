// What every room of the board works with: the page, the cards that are chosen, and where we are.
export const board = document.querySelector("[data-board]");
export const list = board.querySelector("[data-board-list]");
export const table = board.querySelector("[data-board-table]");
export const panel = board.querySelector("[data-board-panel]");
export const dialogs = Object.fromEntries([...document.querySelectorAll("[data-board-dialog]")].map((d) => [d.dataset.boardDialog, d]));
export const place = board.elements.plek.value;
const FEW = 12;
export const TRAYS = { stapel: "pile", apart: "aside", bespreken: "talk" };
export const state = {
  everything: false, // Ctrl+A: also what was not loaded yet
  here: null, // the card the keyboard is at
  away: new Set(), // cards on their way to another place, as long as the server did not say so
  dragged: [],
};

export const boxes = () => [...list.querySelectorAll("input[name=cards]")];
export const rowOf = (box) => box.closest("li");
export const boxOf = (row) => row?.querySelector("input") ?? null;
export const rowWith = (card) => list.querySelector(`[data-card="${card}"]`);
/** Return the rows of these cards; of many in one look at the list. */
export function rowsOf(cards) {
  if (cards.length < FEW) return cards.map(rowWith).filter(Boolean);
  const wanted = new Set(cards.map(String));
  return [...list.querySelectorAll("[data-card]")].filter((row) => wanted.has(row.dataset.card));
}
export const leaving = (row) => row.classList.contains("weg");
export const checked = () => [...list.querySelectorAll("input[name=cards]:checked")].filter((box) => !leaving(rowOf(box)));
/** Return how many cards lie in a row: what was merged is one row. */
export const weight = (box) => Number(rowOf(box)?.dataset.stack || 1);
export const sum = (rows) => rows.reduce((n, box) => n + weight(box), 0);

/** Return the cards an action is about: the chosen ones, else the one the keyboard is at. */
export function acting() {
  const chosen = checked();
  const { here } = state;
  return chosen.length ? chosen : here?.isConnected && !leaving(rowOf(here)) ? [here] : [];
}

export function goTo(box, { scroll = true, focus = true } = {}) {
  if (state.here) rowOf(state.here)?.classList.remove("hier");
  state.here = box;
  if (!box) return;
  rowOf(box).classList.add("hier");
  if (focus) box.focus({ preventScroll: true });
  if (scroll) rowOf(box).scrollIntoView({ block: "nearest" });
}

/** Return the row after this one, or before it, over the edges of the parts of the list. */
function beside(row, after) {
  const side = after ? "nextElementSibling" : "previousElementSibling";
  if (row[side]) return row[side];
  let part = row.parentElement[side];
  while (part && !part.firstElementChild) part = part[side];
  return part && (after ? part.firstElementChild : part.lastElementChild);
}

/** Return the nearest card that stays, after this row or before it. */
function near(row, after, gone = new Set()) {
  let found = beside(row, after);
  while (found && (gone.has(found) || !found.matches("[data-card]:not(.weg, [hidden])"))) found = beside(found, after);
  return boxOf(found);
}

/** Return the card so many further, or so many back: the one the keyboard can get at. */
export function neighbour(box, by) {
  let at = box;
  for (let left = Math.abs(by); left; left -= 1) {
    const next = near(rowOf(at), by > 0);
    if (!next) break;
    at = next;
  }
  return at;
}

/** Return the first card the keyboard can go to. */
export const first = () => boxOf(list.querySelector("[data-card]:not(.weg, [hidden])"));

/** Return the card to go to once these are gone: the first one after them that stays. */
export function following(moved) {
  const gone = new Set(moved.map(rowOf));
  let last = rowOf(moved[0]);
  for (const row of gone) if (last.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING) last = row;
  return near(last, true, gone) || near(last, false, gone);
}

export function asked() {
  return Object.fromEntries([...board.querySelectorAll("[data-board-asked]")].map((field) => [field.name, field.value]));
}

export function query(extra = {}) {
  return new URLSearchParams({ ...asked(), ...extra }).toString();
}

/** Name the chosen cards as the server reads them. */
export function named(chosen) {
  return state.everything ? { alles: "1", ...asked() } : { cards: chosen.map((box) => box.value).join(",") };
}

/** Make an element with its properties; the way to put words of people on the page. */
export function make(tag, properties = {}, ...inside) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...inside);
  return node;
}
