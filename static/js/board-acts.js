// What somebody does: at once on the screen, and to the server in its turn.
import { acting, board, checked, following, goTo, list, make, named, panel, place, rowOf, state, sum, weight } from "./board-page.js";
import { drop, fill, redraw, reload } from "./board-list.js";
import { count, heard, pending } from "./board-numbers.js";
import { holds, lose, mine, refreshTable, hear, tellHolding } from "./board-others.js";
import { followBoard, showPresence } from "./board-live.js";
import { look } from "./board-proposal.js";
import { Queue, makeId } from "./board-queue.js";
import { add, say, settle, showToast } from "./board-say.js";

const queue = new Queue({
  store: `bord-wacht-${board.dataset.me}-`,
  offline: () => say(board.dataset.offline, { wrong: true, stay: true }),
  online: () => { add(board.dataset.waiting); live.now(); },
});
const live = followBoard({ url: board.dataset.changesUrl, number: Number(board.elements.gezien.value), hear });
export const holding = showPresence({ url: board.dataset.presenceUrl, holds, drags: () => state.dragged.length > 0, gone: lose });
tellHolding(holding);

/** Send what a closed window could not send any more. */
export function sendWaiting() {
  if (queue.waiting.length) queue.run().then(() => reload());
}

/** Do an act: the cards in `moved` leave the list when they go to another place. */
export async function send(url, fields, { moved = [], to = "", under = [] } = {}) {
  const act = makeId();
  const away = moved.length && to !== place ? moved : under;
  if (away.length) leave(away, act, to);
  mine.add(act);
  const result = await queue.add({ act, url, fields: { gezien: live.seen(), ...fields } });
  pending.delete(act);
  const { status, answer } = result;
  if (status !== 200) {
    for (const box of away) rowOf(box)?.classList.remove("weg");
    count();
    const anew = () => send(url, { ...fields, gezien: "", toch: "1" }, { moved: moved.filter((box) => box.isConnected), to, under: under.filter((box) => box.isConnected) });
    if (status === 409 && answer.conflict) settle(answer, anew, reload);
    else say(answer?.error || board.dataset.failed, { wrong: true });
    return result;
  }
  for (const box of away) rowOf(box)?.remove();
  await applied(answer, result.late);
  fill();
  return result;
}

function leave(away, act, to) {
  const { here } = state;
  const inList = away.includes(here) || !here || document.activeElement === document.body;
  const next = following(away);
  if (to) pending.set(act, { n: sum(away), from: place, to });
  for (const box of away) {
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

async function applied(answer, late) {
  heard(answer.tally);
  for (const card of answer.gone) {
    const row = list.querySelector(`[data-card="${card}"]`);
    if (row) drop(row);
  }
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

export function undo(batch = "") { return send(board.dataset.undoUrl, { batch }); }
export function redo() { return send(board.dataset.undoUrl, { opnieuw: "1" }); }

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
