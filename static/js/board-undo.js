// Take back and do again. What this window did itself it shows at once; the server says afterwards
// whether it was so, and where it was not the cards are drawn as the server has them.
import { board, boxOf, first, goTo, list, rowsOf, state } from "./board-page.js";
import { applied, leave, post, remove } from "./board-acts.js";
import { bring, drop, fill, redraw, reload } from "./board-list.js";
import { count, heard, pending } from "./board-numbers.js";
import { look } from "./board-proposal.js";
import { makeId } from "./board-queue.js";
import { hush, say, settle, toast } from "./board-say.js";
import { forget, letGo, takeAgain, takeBack } from "./board-steps.js";

/** Take an act back: the newest, or the one of this name. */
export function undo(batch = "") { return turn(takeBack(batch), false); }
export function redo() { return turn(takeAgain(), true); }

async function turn(step, again, extra = {}) {
  const act = makeId();
  const batch = step.act;
  step.act = act;
  const quick = step.sure && step.rows.length > 0;
  if (quick) show(step, again, act);
  const { status, answer, late } = await post(act, board.dataset.undoUrl, { batch, ...(again ? { opnieuw: "1" } : {}), ...extra });
  const settled = quick && step.away === again; // nobody pressed a key for it since
  if (status !== 200) {
    step.failed = true;
    forget();
    if (settled) hide(step, again);
    count();
    const anew = () => turn({ ...step, act: batch, failed: false, away: !again }, again, { toch: "1" });
    if (status === 409 && answer.conflict) settle(answer, anew, reload);
    else say(answer?.error || board.dataset.failed, { wrong: true });
    return;
  }
  if (step.failed) {
    // What came before it did not happen, and was told already.
    heard(answer.tally);
    for (const card of step.cards) state.away.delete(card);
    await redraw(step.cards);
    return;
  }
  const nothing = !answer.changed.length && !answer.table;
  if (nothing) letGo(step);
  if (nothing && batch) {
    // The act left no trace, or is gone: the server knows better what came last.
    forget();
    for (const card of step.cards) state.away.delete(card);
    await redraw(step.cards);
    await turn(again ? takeAgain() : takeBack(), again);
    return;
  }
  if (quick) check(step, again, answer);
  await applied(answer, late);
  fill();
}

/** Show at once where the cards go. */
function show(step, again, act) {
  step.away = again;
  const [from, to] = again ? [step.from, step.to] : [step.to, step.from];
  if (from && to) pending.set(act, { n: step.n, from, to });
  const held = toast.contains(document.activeElement);
  if (toast.querySelector("[data-board-undo]")) hush();
  if (again) {
    const boxes = rowsOf(step.cards).map(boxOf);
    if (boxes.length) leave(boxes);
    else count();
  } else {
    bring(step.rows);
    count();
    if (!state.here?.isConnected) { goTo(first(), { focus: document.activeElement === document.body }); look(); }
    // Where the list scrolls by itself somebody sees what came back.
    if (list.scrollHeight > list.clientHeight) step.rows.find((row) => row.isConnected)?.scrollIntoView({ block: "nearest" });
  }
  if (held) goTo(state.here ?? first(), { scroll: false });
}

/** Put the cards back as they were shown before. */
function hide(step, again) {
  if (again) bring(step.rows);
  else for (const row of rowsOf(step.cards)) drop(row);
}

/** Compare what was shown with what the server did; what is not the same it has to draw anew. */
function check(step, again, answer) {
  const changed = new Set(answer.changed.map(String));
  if (changed.size !== step.n || step.cards.some((card) => !changed.has(card))) {
    forget();
    for (const card of step.cards) { state.away.delete(card); changed.add(card); }
    answer.changed = [...changed];
    return;
  }
  answer.changed = [];
  if (step.away !== again) return;
  if (again) remove(step.cards);
  else {
    const lying = new Set(rowsOf(step.cards).map((row) => row.dataset.card));
    answer.changed = step.cards.filter((card) => !lying.has(card));
  }
}
