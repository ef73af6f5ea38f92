// Scoring without page loads: buttons, keys, swipes and reading aloud. Without this file the
// same forms post and the server shows the next card.
const round = document.querySelector("[data-round]");
const undo = document.querySelector("[data-undo]");
const error = document.querySelector("[data-score-error]");
const FAR = 96; // pixels
const FLICK = 0.6; // pixels per millisecond
let busy = false;

const part = (name) => round.querySelector(`[${name}]`);

function dress() {
  const card = part("data-card");
  const place = Number(card.dataset.place);
  const dealt = Boolean(part("data-answer"));
  document.body.className = document.body.className.replace(/licht-\d+/, `licht-${place}`);
  document.querySelectorAll("[data-windows] i").forEach((window, index) => {
    window.className = !dealt ? "" : index + 1 < place ? "aan" : index + 1 === place ? "nu" : "";
  });
  undo.querySelector("[name=card]").value = card.dataset.undoCard;
  undo.querySelector("button").disabled = !card.dataset.undoCard;
  const speak = part("data-read-aloud");
  if (speak && "speechSynthesis" in window) speak.hidden = false;
}

async function send(form, extra) {
  if (busy) return;
  busy = true;
  error.textContent = "";
  const body = new FormData(form);
  if (extra !== undefined) body.set("value", extra);
  if ("speechSynthesis" in window) speechSynthesis.cancel();
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Fragment": "card" } });
    if (answer.status === 204 && answer.headers.get("X-Go")) {
      location.assign(answer.headers.get("X-Go"));
      return;
    }
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-card]");
    if (!fresh) throw new Error("no card");
    await leave(extra);
    round.replaceChildren(document.importNode(fresh, true));
    dress();
    const counter = document.querySelector("p[data-place]");
    if (counter) {
      counter.textContent = part("data-answer")
        ? round.dataset.count.replace("{place}", part("data-card").dataset.place).replace("{round}", "10")
        : "";
    }
    part("data-text").focus();
  } catch {
    settle();
    error.textContent = round.dataset.failed;
  } finally {
    busy = false;
  }
}

function leave(value) {
  const card = part("data-swipe");
  if (!card || value === undefined || matchMedia("(prefers-reduced-motion: reduce)").matches) return null;
  card.classList.add("los", value === "2" ? "kaart--weg-rechts" : value === "0" ? "kaart--weg-links" : "kaart--weg");
  return new Promise((done) => { setTimeout(done, 260); });
}

function settle() {
  const card = part("data-swipe");
  if (!card) return;
  card.classList.remove("los", "kaart--weg-rechts", "kaart--weg-links", "kaart--weg");
  card.classList.add("terug");
  card.style.transform = "";
  card.querySelectorAll("[data-stamp]").forEach((stamp) => stamp.classList.remove("aan"));
}

round.addEventListener("submit", (event) => {
  event.preventDefault();
  send(event.target, event.submitter ? event.submitter.value : undefined);
});
undo.addEventListener("submit", (event) => {
  event.preventDefault();
  if (undo.querySelector("[name=card]").value) send(undo);
});

// Read aloud
function readAloud() {
  const text = part("data-text");
  if (!text || !("speechSynthesis" in window)) return;
  if (speechSynthesis.speaking) { speechSynthesis.cancel(); return; }
  const words = new SpeechSynthesisUtterance(text.textContent);
  const language = text.lang || "nl";
  words.lang = language === "nl" ? "nl-BE" : language;
  speechSynthesis.speak(words);
}
round.addEventListener("click", (event) => { if (event.target.closest("[data-read-aloud]")) readAloud(); });

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
  const form = part("data-answer");
  const key = event.key.toLowerCase();
  if (form && ["1", "2", "3"].includes(key)) send(form, String(Number(key) - 1));
  else if (form && key === "s") send(form, "skip");
  else if (key === "z" && undo.querySelector("[name=card]").value) send(undo);
  else if (key === "l") readAloud();
});

// Swipe: sideways only, the page keeps scrolling up and down
let start = null;
round.addEventListener("pointerdown", (event) => {
  const card = event.target.closest("[data-swipe]");
  if (!card || busy || event.pointerType === "mouse" || event.target.closest("button, a")) return;
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
  if (event.type === "pointerup" && meant) send(part("data-answer"), moved > 0 ? "2" : "0");
  else settle();
}
round.addEventListener("pointerup", release);
round.addEventListener("pointercancel", release);

dress();
