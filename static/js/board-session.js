// Who is signed in, and what to do when that is over: nothing is thrown away.
import { board } from "./board-page.js";

const AGAIN = 4000;
const line = document.querySelector("[data-board-signin]");
const asleep = new Set(); // what waits until somebody signed in again
const session = { token: board.elements.csrfmiddlewaretoken.value, out: false };
let waiting = () => 0;
let timer = 0;

export const token = () => session.token;
export const signedOut = () => session.out;

/** Say how many acts wait, for the line that asks to sign in. */
export function countWaiting(count) { waiting = count; }

/** Tell whether an answer is our own page to sign in instead of what we asked for. */
export function asksToSignIn(response) {
  return response.redirected && new URL(response.url).origin === location.origin;
}

/** Show that the session is over, and look now and then whether somebody signed in. */
export function loseSession() {
  session.out = true;
  show();
  if (!timer) timer = setTimeout(look, AGAIN);
}

export function show() {
  line.hidden = !session.out;
  const n = waiting();
  const words = n === 1 ? line.dataset.one : n ? line.dataset.many.replace("AANTAL", n) : line.dataset.none;
  const said = line.querySelector("span");
  if (said.textContent !== words) said.textContent = words;
}

/** Wait until somebody is signed in again. */
export function whenSignedIn() {
  return session.out ? new Promise((done) => asleep.add(done)) : Promise.resolve();
}

/** Ask for a token that is valid now. `true` when the same person is signed in. */
export async function renew() {
  const response = await fetch(board.dataset.tokenUrl, { cache: "no-store", headers: { Accept: "application/json" } });
  if (!response.ok || !(response.headers.get("Content-Type") || "").includes("json")) return false;
  const told = await response.json();
  // Somebody else signed in on this device: what waits is not theirs to send.
  if (String(told.me) !== board.dataset.me) return false;
  session.token = told.token;
  board.elements.csrfmiddlewaretoken.value = told.token;
  return true;
}

async function look() {
  clearTimeout(timer);
  timer = 0;
  let back = false;
  try { back = await renew(); } catch { /* the network is away as well */ }
  if (!back) { timer = setTimeout(look, AGAIN); return; }
  session.out = false;
  show();
  for (const done of asleep) done();
  asleep.clear();
}

const now = () => { if (session.out && !document.hidden) look(); };
document.addEventListener("visibilitychange", now);
addEventListener("focus", now);

/** Read a part of the page; nothing when it cannot be had, or when the session is over. */
export async function read(url) {
  try {
    const response = await fetch(url);
    if (asksToSignIn(response)) { loseSession(); return null; }
    return response.ok ? await response.text() : null;
  } catch {
    return null;
  }
}
