// Scoring without page loads: buttons, keys, swipes and reading aloud. The next cards are here
// before they are needed and answers wait on the device, so nobody waits for the network. Without
// this file the same forms post and the server shows the next card.
import { ScoreQueue } from "./score-queue.js";
import { canSpeak, hush, readAloud } from "./speak.js";

const round = document.querySelector("[data-round]");
const undo = document.querySelector("[data-undo]");
const note = document.querySelector("[data-score-note]");
const counter = document.querySelector("p[data-place]");
const says = round.dataset;
const ROUND = 10;
const LOW = 2; // ask for more when fewer cards than this lie ready
const SEEN = 1200; // milliseconds on screen before a view counts
const FAR = 96; // pixels
const FLICK = 0.6; // pixels per millisecond
const calm = matchMedia("(prefers-reduced-motion: reduce)");

let place = Number(counter?.dataset.place ?? 1);
let busy = false;
let hand = []; // cards that lie ready
let past = []; // cards that were answered on this page
let earlier = undo.querySelector("[name=card]").value; // the card answered before this page

const part = (name) => round.querySelector(`[${name}]`);
const current = () => part("data-card");

// What the server said ------------------------------------------------------------------------
const queue = new ScoreQueue(says.key, (outcome, item) => {
  if (outcome.kind === "saved") {
    if (note.dataset.kind === "waiting") say(queue.length ? says.waiting : says.sent, queue.length ? "waiting" : "sent");
  } else if (outcome.kind === "refused") say(outcome.message || says.failed, "refused");
  else if (outcome.kind === "blocked") location.assign(outcome.go);
  else if (outcome.kind === "closed") location.reload();
  else if (item) say(outcome.answered ? says.trouble : says.waiting, "waiting");
});

queue.known = "known" in says;

function say(text, kind) {
  note.textContent = text;
  note.dataset.kind = kind;
}

// Cards -----------------------------------------------------------------------------------------
function dress() {
  const dealt = Boolean(part("data-answer"));
  document.body.className = document.body.className.replace(/licht-\d+/, `licht-${Math.min(place, ROUND)}`);
  document.querySelectorAll("[data-windows] i").forEach((window, index) => {
    window.className = index + 1 < place ? "aan" : dealt && index + 1 === place ? "nu" : "";
  });
  undo.querySelector("[name=card]").value = past.length ? past.at(-1).dataset.card : earlier;
  undo.querySelector("button").disabled = !past.length && !earlier;
  const speak = part("data-read-aloud");
  if (speak && canSpeak) speak.hidden = false;
  watch();
}

function show(card) {
  settle(card);
  round.replaceChildren(card);
  dress();
  if (counter) counter.textContent = part("data-answer") ? says.count.replace("{place}", place).replace("{round}", ROUND) : "";
  part("data-text").focus();
}

function cardsOf(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  // Brought into this document at once: its picture loads before the card is needed.
  return [...page.querySelectorAll("[data-card]")].map((card) => document.importNode(card, true));
}

async function fetchCards(query) {
  const answer = await fetch(`${says.score}?${query}`, { headers: { "X-Fragment": "card" }, signal: AbortSignal.timeout(15_000) });
  if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
  return cardsOf(await answer.text());
}

let filling = null;
function fill() {
  filling ??= fillHand().catch(() => null).finally(() => { filling = null; });
  return filling;
}
async function fillHand() {
  if (hand.length >= LOW) return;
  const mine = past.includes(current()) ? "" : current().dataset.card;
  const waiting = queue.items.filter((item) => item.value !== undefined).map((item) => item.card);
  const held = [...waiting, mine, ...hand.map((card) => card.dataset.card)].filter(Boolean);
  const fresh = await fetchCards(`vooraf=${encodeURIComponent(held.join(","))}`);
  // Undo may have brought one of them back in the meantime.
  const here = new Set([current()?.dataset.card, ...hand.map((card) => card.dataset.card), ...past.map((card) => card.dataset.card)]);
  hand.push(...fresh.filter((card) => !card.dataset.card || !here.has(card.dataset.card)));
}

// Show what comes after an answer, as far as it can be had.
async function advance() {
  if (place > ROUND) {
    if (await queue.flush()) location.assign(says.done);
    else await wait();
    return;
  }
  if (!hand.length) {
    await queue.flush();
    await fill();
  }
  const next = hand.shift();
  if (next) show(next);
  else await wait();
  queue.flush().then(fill);
}

// Nothing to show and no network: look again when something changes.
let lookAgain = null;
function wait() {
  show(document.importNode(document.querySelector("[data-waiting-card]").content, true).firstElementChild);
  say("", "waiting");
  lookAgain ??= setInterval(resume, 5_000);
}
async function resume() {
  if (busy || part("data-answer") || current().dataset.card !== "" || !lookAgain) return;
  busy = true;
  try {
    if (!(await queue.flush())) return;
    if (place <= ROUND) {
      await fill();
      if (!hand.length) return;
    }
    clearInterval(lookAgain);
    lookAgain = null;
    say(says.sent, "sent");
    await advance();
  } finally {
    busy = false;
  }
}

// Answers ---------------------------------------------------------------------------------------
async function score(value) {
  const form = part("data-answer");
  if (busy || !form) return;
  if (!navigator.cookieEnabled) {
    location.assign(`${says.score}?eerder=1`);
    return;
  }
  busy = true;
  hush();
  if (note.dataset.kind !== "waiting") say("", "");
  const card = current();
  queue.add({
    url: form.action, card: card.dataset.card, value,
    seen: card.dataset.counted ? "on" : undefined,
  });
  past.push(card);
  place += 1;
  try {
    await leave(value);
    await advance();
  } finally {
    busy = false;
  }
}

async function takeBack() {
  const token = undo.querySelector("[name=card]").value;
  if (busy || !token) return;
  busy = true;
  hush();
  say("", "");
  try {
    let card = past.pop();
    if (!queue.drop(token)) {
      queue.add({ url: undo.action, card: token });
      const sent = await queue.flush();
      if (!card) {
        if (!sent) return;
        [card] = await fetchCards(`kaart=${encodeURIComponent(token)}`);
        earlier = card.dataset.undoCard;
        if (earlier === token) earlier = "";
      }
    }
    if (current().dataset.card) hand.unshift(current());
    place = place > 1 ? place - 1 : ROUND;
    if (lookAgain) { clearInterval(lookAgain); lookAgain = null; }
    show(card);
  } catch {
    say(says.waiting, "waiting");
  } finally {
    busy = false;
  }
}

function leave(value) {
  const card = part("data-swipe");
  if (!card || calm.matches) return null;
  card.classList.add("los", value === "2" ? "kaart--weg-rechts" : value === "0" ? "kaart--weg-links" : "kaart--weg");
  return new Promise((done) => { setTimeout(done, 260); });
}

function settle(within = round) {
  const card = within.querySelector("[data-swipe]");
  if (!card) return;
  card.classList.remove("los", "kaart--weg-rechts", "kaart--weg-links", "kaart--weg");
  if (within === round) card.classList.add("terug");
  card.style.transform = "";
  card.querySelectorAll("[data-stamp]").forEach((stamp) => stamp.classList.remove("aan"));
}

round.addEventListener("submit", (event) => {
  event.preventDefault();
  score(event.submitter ? event.submitter.value : "skip");
});
undo.addEventListener("submit", (event) => {
  event.preventDefault();
  takeBack();
});

// A view counts after 1.2 seconds on screen, with the page in front ------------------------------
let timer = null;
let inSight = false;
const eye = new IntersectionObserver((entries) => {
  inSight = entries.at(-1).isIntersecting;
  tick();
}, { threshold: 0.5 });
function watch() {
  eye.disconnect();
  inSight = false;
  tick();
  const card = part("data-swipe");
  if (card) eye.observe(part("data-text"));
}
function tick() {
  clearTimeout(timer);
  if (inSight && document.visibilityState === "visible") timer = setTimeout(count, SEEN, current());
}
async function count(card) {
  // Without a cookie the view is counted with the answer.
  if (!queue.known || card.dataset.counted || card !== current()) return;
  const body = new FormData();
  body.set("csrfmiddlewaretoken", card.querySelector("[name=csrfmiddlewaretoken]").value);
  body.set("card", card.dataset.card);
  try {
    const answer = await fetch(says.seen, { method: "POST", body, headers: { "X-Fragment": "ack" } });
    if ((await answer.json()).saved) card.dataset.counted = "1";
  } catch { /* counted with the answer */ }
}
document.addEventListener("visibilitychange", tick);

// Read aloud
function aloud() {
  const text = part("data-text");
  if (text) readAloud(text.textContent, text.lang);
}
round.addEventListener("click", (event) => { if (event.target.closest("[data-read-aloud]")) aloud(); });

// Keys: only while nothing else is being typed in or operated, and they can be switched off
const keys = document.querySelector("[data-keys]");
const OFF = "scoren-zonder-toetsen";
if (keys) {
  try { keys.checked = localStorage.getItem(OFF) !== "1"; } catch { /* the box stays as it is */ }
  keys.addEventListener("change", () => {
    try { localStorage.setItem(OFF, keys.checked ? "0" : "1"); } catch { /* for this page only */ }
  });
}
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || (keys && !keys.checked)) return;
  if (event.target.closest("input, select, textarea, summary, .demobalk")) return;
  const key = event.key.toLowerCase();
  if (["1", "2", "3"].includes(key)) score(String(Number(key) - 1));
  else if (key === "s") score("skip");
  else if (key === "z") takeBack();
  else if (key === "l") aloud();
});

// Swipe: sideways only, the page keeps scrolling up and down
let start = null;
round.addEventListener("pointerdown", (event) => {
  const card = event.target.closest("[data-swipe]");
  if (!card || busy || event.pointerType === "mouse" || event.target.closest("button, a, summary")) return;
  start = { card, x: event.clientX, at: event.timeStamp, id: event.pointerId };
});
round.addEventListener("pointermove", (event) => {
  if (!start || event.pointerId !== start.id) return;
  const moved = event.clientX - start.x;
  if (Math.abs(moved) < 8) return;
  if (!start.card.hasPointerCapture(event.pointerId)) start.card.setPointerCapture(event.pointerId);
  start.card.classList.remove("terug");
  start.card.classList.add("los");
  start.card.style.transform = `translateX(${moved}px) rotate(${moved / 22}deg)`;
  start.card.querySelector('[data-stamp="2"]').classList.toggle("aan", moved > FAR / 2);
  start.card.querySelector('[data-stamp="0"]').classList.toggle("aan", moved < -FAR / 2);
});
function release(event) {
  if (!start || event.pointerId !== start.id) return;
  const moved = event.clientX - start.x;
  const speed = Math.abs(moved) / Math.max(1, event.timeStamp - start.at);
  const meant = Math.abs(moved) >= FAR || (Math.abs(moved) > 40 && speed > FLICK);
  start = null;
  if (event.type === "pointerup" && meant) score(moved > 0 ? "2" : "0");
  else settle();
}
round.addEventListener("pointerup", release);
round.addEventListener("pointercancel", release);

addEventListener("online", resume);
// Back from the next page: what it left on the way is not this page's to know.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
dress();
// What waited from before goes first, then the next cards come.
queue.flush().then(fill);
