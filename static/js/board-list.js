// The list on the left: sixty cards at a time, drawn anew where something changed.
import { board, boxes, checked, following, goTo, list, make, query, rowOf, rowWith, state } from "./board-page.js";
import { mark } from "./board-people.js";
import { look } from "./board-proposal.js";
import { read } from "./board-session.js";

const MANY = 60; // the server gives so many at once
let loading = false;

export async function more() {
  const last = list.querySelector("[data-board-more]");
  if (!last || loading) return false;
  loading = true;
  const text = await read(`${board.dataset.moreUrl}?${query({ na: last.dataset.boardMore })}`);
  loading = false;
  if (text === null) return false;
  last.insertAdjacentHTML("beforebegin", text);
  last.remove();
  if (state.everything) boxes().forEach((box) => (box.checked = true));
  mark();
  watch();
  return true;
}

/** Fetch the list anew; what was chosen stays chosen and the keyboard stays where it was. */
export async function reload() {
  const text = await read(`${board.dataset.moreUrl}?${query()}`);
  if (text === null) return;
  const had = boxes().length;
  const kept = new Set(checked().map((box) => box.value));
  const at = state.here?.value;
  const focused = list.contains(document.activeElement);
  const top = list.scrollTop;
  list.innerHTML = text;
  const choose = () => { for (const box of boxes()) if (kept.has(box.value)) box.checked = true; };
  choose();
  state.here = null;
  while (boxes().length < had && list.querySelector("[data-board-more]")) if (!(await more())) break;
  watch();
  choose();
  list.scrollTop = top;
  goTo(rowWith(at)?.querySelector("input") || boxes()[0] || null, { focus: focused, scroll: false });
  mark();
  look();
}

/** Draw some cards anew: those that came here, those that left, and what was merged or parted. */
export async function redraw(cards) {
  if (cards.length > MANY) return reload();
  const text = await read(`${board.dataset.moreUrl}?${query({ alleen: cards.join(",") })}`);
  if (text === null) return null;
  const came = make("ul");
  came.innerHTML = text;
  const fresh = [...came.querySelectorAll("[data-card]")];
  const stay = new Set(fresh.map((row) => row.dataset.card));
  const was = cards.map(rowWith).filter(Boolean).map((row) => row.querySelector("input"));
  const chosen = was.some((box) => box.checked);
  const at = was.find((box) => box === state.here);
  const focused = at && document.activeElement === at;
  const next = at ? following(was) : null;
  for (const box of was) rowOf(box).remove();
  for (const row of fresh) put(row);
  for (const card of stay) if (chosen && was.some((box) => box.value === card && box.checked)) rowWith(card).querySelector("input").checked = true;
  if (at) goTo(rowWith([...stay].find((card) => was.some((box) => box.value === card)))?.querySelector("input") || next, { scroll: focused, focus: focused });
  mark();
  if (at || chosen) look();
  return null;
}

/** Put a card where it belongs in the list, unless that part was not loaded yet. */
function put(row) {
  const last = list.querySelector("[data-board-more]");
  const number = Number(row.dataset.card);
  if (last && number > Number(last.dataset.boardMore)) return;
  const after = [...list.querySelectorAll("[data-card]")].find((one) => Number(one.dataset.card) > number);
  list.querySelector(".leegte")?.remove();
  list.insertBefore(row, after || last);
}

/** Take a card from the list that went elsewhere. */
export function drop(row) {
  const box = row.querySelector("input");
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
  if (!left && !list.querySelector("[data-card]") && !list.querySelector("[data-board-more]")) reload();
}
