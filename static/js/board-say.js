// What the board says: one line at a time, and questions one after the other.
import { board, dialogs, make } from "./board-page.js";

export const toast = board.querySelector("[data-board-toast]");
const STAYS = 10000;
let timer = 0;

export function say(text, { wrong = false, stay = false } = {}) {
  show(make("div", { className: wrong ? "toast toast--fout" : "toast", textContent: text }), stay);
}

/** Say what somebody must not miss; what `add` says later joins it. */
export function sayLong(text) {
  const line = make("div", { className: "toast", textContent: text });
  line.dataset.kept = "";
  show(line, true);
}

export function add(text) {
  const kept = toast.querySelector("[data-kept]");
  if (kept) kept.textContent += ` ${text}`;
  else say(text);
}

/** Show a line the server made, with its button to undo. */
export function showToast(html) {
  toast.innerHTML = html;
  wait();
}

/** Ask something that can wait: a line with buttons. */
export function offer(text, ...choices) {
  const line = make("div", { className: "toast toast--botsing" }, make("span", { textContent: text }));
  for (const [words, then] of choices) {
    line.append(make("button", { type: "button", textContent: words, onclick: () => { toast.replaceChildren(); then(); } }));
  }
  show(line, true);
}

export function hush() { toast.replaceChildren(); }

function show(line, stay) {
  toast.replaceChildren(line);
  if (stay) clearTimeout(timer);
  else wait();
}

// The line stays ten seconds, longer while somebody is at it.
function wait() {
  clearTimeout(timer);
  timer = setTimeout(() => (toast.matches(":hover, :focus-within") ? wait() : hush()), STAYS);
}

/** Somebody else was first: let the person choose what to keep. */
const questions = [];
export function settle(answer, keep, leave) {
  questions.push({ answer, keep, leave });
  if (!dialogs.botsing.open) question();
}

function question() {
  const dialog = dialogs.botsing;
  const { answer, keep, leave } = questions.shift();
  dialog.querySelector("[data-board-conflict]").textContent = answer.conflict;
  dialog.querySelector("[data-board-mine]").textContent = answer.mine;
  dialog.querySelector("[data-board-theirs]").textContent = answer.theirs;
  dialog.returnValue = "";
  dialog.onclose = () => {
    if (dialog.returnValue === "mijn") keep();
    else leave();
    if (questions.length) question();
  };
  for (const other of Object.values(dialogs)) if (other.open) other.close();
  dialog.showModal();
}
