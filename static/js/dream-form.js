// The dream form: counts, keeps a draft on this device, and sends it once, now or when it can.
import { dropFiles, fill, keepFiles, keptFiles } from "./keep.js";

const store = {
  get(key) { try { return JSON.parse(localStorage.getItem(key) || "null"); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* private mode: no draft */ } },
  remove(key) { try { localStorage.removeItem(key); } catch { /* nothing was kept */ } },
};

document.querySelectorAll("[data-focus]").forEach((found) => found.focus());

const text = document.querySelector("[data-dream-text]");
const counter = document.querySelector("[data-longest]");

function count() {
  if (!text || !counter) return;
  const left = Number(counter.dataset.longest) - [...text.value.trim()].length;
  const kind = left < 0 ? "over" : "left";
  const one = Math.abs(left) === 1 ? "One" : "";
  counter.textContent = counter.dataset[kind + one].replace("{n}", String(Math.abs(left)));
  counter.classList.toggle("te-veel", left < 0);
}

if (text) text.addEventListener("input", count);

const form = document.querySelector("form[data-draft], form[data-plain]");
if (form) {
  const button = form.querySelector("[data-send]");
  const words = button.textContent;
  const busy = (is) => {
    button.textContent = is ? form.dataset.busy : words;
    if (is) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  };
  window.addEventListener("pageshow", () => busy(false));
  if (form.dataset.draft) send(form, button, busy);
  else form.addEventListener("submit", () => busy(true));
}
count();

/** Keep what is in the form, and send it so that it arrives exactly once. */
async function send(form, button, busy) {
  const key = form.dataset.draft;
  const field = (name) => form.elements.namedItem(name);
  const net = form.querySelector("[data-net]");
  const draft = store.get(key);
  let sending = false;
  let again = 0;

  // What the server sent back wins over a draft.
  const isFresh = !text.value;
  if (draft && isFresh) text.value = draft.text || "";
  count();

  function keep(pending) {
    store.set(key, {
      text: text.value,
      place: [field("latitude")?.value || "", field("longitude")?.value || ""],
      pending: pending || "",
    });
  }

  form.addEventListener("input", () => keep());
  form.addEventListener("change", (event) => {
    if (event.target.type !== "file") return;
    const files = {};
    for (const name of ["recording", "picture"]) if (field(name).files[0]) files[name] = field(name).files[0];
    if (Object.keys(files).length) keepFiles(key, files);
    else dropFiles(key);
  });

  function wait() {
    keep(field("submission_key").value);
    net.textContent = form.dataset.offline;
    busy(false);
    clearTimeout(again);
    // The browser may not notice that the internet is back.
    again = setTimeout(() => { if (navigator.onLine) post(); else wait(); }, 15_000);
  }

  async function post() {
    if (sending) return;
    sending = true;
    busy(true);
    const mine = field("submission_key").value;
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Kept-Dream": "1" }, redirect: "manual" });
    } catch {
      sending = false;
      wait();
      return;
    }
    const told = answer.status === 201 ? await answer.json().catch(() => null) : null;
    sending = false;
    if (told && told.received === mine) {
      // Only our own server can say that this very dream arrived.
      forget(key);
      location.assign(told.receipt);
    } else if (answer.status >= 400 && answer.status < 500) {
      form.submit(); // let the page say what is wrong
    } else if (answer.status >= 500) {
      keep();
      net.textContent = form.dataset.failed;
      busy(false);
    } else {
      wait(); // the answer of somebody else: a hotspot that wants a password first
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (navigator.onLine) post();
    else wait();
  });
  window.addEventListener("online", () => { if (store.get(key)?.pending) post(); });

  const files = await keptFiles(key);
  for (const [name, file] of Object.entries(files || {})) {
    if (field(name).files.length === 0 && fill(field(name), file)) {
      field(name).dispatchEvent(new CustomEvent("kept", { bubbles: true }));
      form.querySelector(`[data-lost="${name}"]`)?.remove();
    }
  }
  if (draft?.pending && isFresh) {
    // It was sent without internet, in this page's earlier life: the same dream, the same key.
    field("submission_key").value = draft.pending;
    if (field("latitude") && draft.place) [field("latitude").value, field("longitude").value] = draft.place;
    if (navigator.onLine) setTimeout(post, 1600); // the server takes nothing faster
    else wait();
  }
}

function forget(key) {
  store.remove(key);
  return dropFiles(key);
}

// The receipt: the dream arrived, so the draft may go.
const sent = document.querySelector("[data-draft-sent]");
if (sent) forget(sent.dataset.draftSent);
