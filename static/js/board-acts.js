// What somebody does: at once on the screen, and to the server in its turn.
import { acting, board, boxOf, checked, following, goTo, list, make, named, panel, place, rowOf, rowsOf, rowWith, state, sum, weight } from "./board-page.js";
import { begin, drop, ended, fill, redraw, reload } from "./board-list.js";
import { count, heard, pending } from "./board-numbers.js";
import { holds, lose, mine, refreshTable, hear, tellHolding } from "./board-others.js";
import { followBoard, showPresence } from "./board-live.js";
import { look } from "./board-proposal.js";
import { Queue, makeId } from "./board-queue.js";
import { add, say, settle, showToast } from "./board-say.js";
import { letGo, remember } from "./board-steps.js";

const queue = new Queue({
  store: `bord-wacht-${board.dataset.me}-`,
  offline: () => say(board.dataset.offline, { wrong: true, stay: true }),
  online: () => { add(board.dataset.waiting); live.now(); },
});
const live = followBoard({ url: board.dataset.changesUrl, streamUrl: board.dataset.streamUrl, number: Number(board.elements.gezien.value), hear });
export const holding = showPresence({ url: board.dataset.presenceUrl, holds, drags: () => state.dragged.length > 0, gone: lose });
tellHolding(holding);

/** Send what a closed window could not send any more. */
export function sendWaiting() {
  if (queue.waiting.length) queue.run().then(() => reload());
}

/** Do an act: the cards in `moved` leave the list when they go to another place. */
export async function send(url, fields, { moved = [], to = "", under = [] } = {}) {
  const act = makeId();
  const goes = moved.length && to !== place;
  const away = goes ? moved : under;
  const cards = away.map((box) => box.value);
  // What was merged or renamed is taken back by the server alone.
  const step = remember({ act, cards, rows: goes ? away.map(rowOf) : [], n: sum(away), from: place, to, away: true });
  if (goes && to) pending.set(act, { n: step.n, from: place, to });
  if (away.length) leave(away);
  const result = await post(act, url, fields);
  const { status, answer } = result;
  if (status !== 200) {
    step.failed = true;
    letGo(step);
    if (step.away) stay(cards);
    count();
    // Who took it back already is not asked what to keep.
    if (!step.away) { await redraw(cards); return result; }
    const still = (boxes) => boxes.map((box) => boxOf(rowWith(box.value))).filter(Boolean);
    const anew = () => send(url, { ...fields, gezien: "", toch: "1" }, { moved: still(moved), to, under: still(under) });
    if (status === 409 && answer.conflict) settle(answer, anew, reload);
    else say(answer?.error || board.dataset.failed, { wrong: true });
    return result;
  }
  step.to ||= answer.to;
  if (step.away) remove(cards);
  await applied(answer, result.late || !step.away);
  fill();
  return result;
}

/** Send an act in its turn, and hear what became of it. */
export async function post(act, url, fields) {
  mine.add(act);
  begin();
  const result = await queue.add({ act, url, fields: { gezien: live.seen(), ...fields } });
  ended();
  pending.delete(act);
  return result;
}

/** Take cards out of the list for good: the server says that they lie elsewhere. */
export function remove(cards) {
  for (const card of cards) state.away.delete(card);
  for (const row of rowsOf(cards)) row.remove();
}

/** Show cards again that did not leave after all. */
export function stay(cards) {
  for (const card of cards) state.away.delete(card);
  for (const row of rowsOf(cards)) row.classList.remove("weg");
}

/** Take cards out of sight at once; the keyboard goes to the card that follows. */
export function leave(away) {
  const { here } = state;
  const inList = away.includes(here) || !here || document.activeElement === document.body;
  const next = following(away);
  for (const box of away) {
    state.away.add(box.value);
    rowOf(box).classList.add("weg");
    box.checked = false;
  }
  if (inList && !document.querySelector("dialog[open]")) goTo(next);
  else if (away.includes(here)) goTo(next, { focus: false });
  state.everything = false;
  count();
  holding();
  look();
}

/** Show what the server made of an act. */
export async function applied(answer, late) {
  heard(answer.tally);
  for (const row of rowsOf(answer.gone)) drop(row);
  if (!late) showToast(answer.toast);
  if (answer.table) refreshTable();
  if (answer.reload) await reload();
  else if (answer.changed.length) await redraw(answer.changed);
}

export function lay(to, chosen = acting()) {
  if (!chosen.length) return say(board.dataset.empty, { wrong: true });
  return send(board.action, { to, ...named(chosen) }, { moved: chosen, to });
}

export function park() {
  const chosen = acting();
  if (!chosen.length) return say(board.dataset.empty, { wrong: true });
  return send(board.dataset.parkUrl, named(chosen), { moved: chosen, to: "bespreken" });
}

export function accept() {
  const to = panel.querySelector("[data-board-accept]")?.value;
  if (to) lay(to);
}

/** Merge the chosen cards into one: the card the keyboard is at lies on top. */
export function merge() {
  const chosen = checked();
  if (chosen.length < 2) return say(board.dataset.two, { wrong: true });
  const top = chosen.includes(state.here) ? state.here : chosen.find((box) => !rowOf(box).hidden) || chosen[0];
  const under = chosen.filter((box) => box !== top);
  const fields = { cards: chosen.map((box) => box.value).join(","), boven: top.value };
  const row = rowOf(top);
  const n = sum(chosen);
  const done = send(board.dataset.mergeUrl, fields, { under });
  // At once on the screen; the server draws the same a moment later.
  top.checked = false;
  const was = weight(top);
  row.dataset.stack = n;
  row.classList.add("gestapeld");
  row.querySelector(".samen")?.remove();
  row.querySelector("small")?.append(make("b", { className: "samen", textContent: board.dataset.merged.replace("AANTAL", n) }));
  goTo(top);
  look();
  return done.then((result) => {
    if (result.status === 200 || !row.isConnected) return;
    row.dataset.stack = was;
    row.classList.toggle("gestapeld", was > 1);
    redraw([top.value]);
  });
}

/** Take cards out of the one they were merged into. */
export function part(cards) {
  return send(board.dataset.partUrl, { cards }).then((result) => result.status === 200 && goTo(state.here));
}

/** Drag what is chosen, or this one card. */
export const drags = {
  chosen: (box) => (box.checked ? checked() : [box]),
  drop: (to, chosen) => lay(to, chosen.filter((box) => box.isConnected)),
  held: (chosen) => {
    state.dragged = chosen.map((box) => box.value);
    for (const row of list.querySelectorAll(".gesleept")) row.classList.remove("gesleept");
    for (const box of chosen) rowOf(box)?.classList.add("gesleept");
    holding();
  },
};
