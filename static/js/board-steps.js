// What this window did and took back, newest last: Z and Shift+Z show it before the server answered.
// The server's log stays the truth. Where it may say otherwise the stacks are forgotten; then it is asked.
const DEEP = 100;
let done = [];
let undone = [];

const push = (stack, step) => { stack.push(step); if (stack.length > DEEP) stack.shift(); };

/**
 * Remember an act. `act` is the name of the newest thing that happened to it, `away` whether its `rows`
 * are to be out of the list now, `sure` that nobody else touched its cards since.
 */
export function remember(step) {
  push(done, Object.assign(step, { sure: true, failed: false }));
  undone = [];
  return step;
}

/** Return the step to take back and put it with what was taken back: the newest, or the one of an act. */
export function takeBack(act = "") {
  const step = (act ? done.find((one) => one.act === act) : done.at(-1)) || unknown(act);
  done = done.filter((one) => one !== step);
  push(undone, step);
  return step;
}

/** Return the step to do again and put it with what was done. */
export function takeAgain() {
  const step = undone.pop() || unknown("");
  push(done, step);
  return step;
}

/** Make a step only the server knows: from before this page, or from another window. */
function unknown(act) {
  return { act, rows: [], cards: [], n: 0, from: "", to: "", away: false, sure: false, failed: false };
}

/** Let a step go that did not happen. */
export function letGo(step) {
  done = done.filter((one) => one !== step);
  undone = undone.filter((one) => one !== step);
}

export function forget() { done = []; undone = []; }

/** Somebody else touched these cards: the server may want to ask first. */
export function doubt(cards) {
  const touched = new Set(cards.map(String));
  for (const step of [...done, ...undone]) if (step.cards.some((card) => touched.has(card))) step.sure = false;
}
