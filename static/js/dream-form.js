// The dream form: counts, keeps a draft on this device, and says that it is sending.
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

if (text) {
  text.addEventListener("input", count);
}

const form = document.querySelector("form[data-draft]");
if (form) {
  const key = form.dataset.draft;
  const name = form.querySelector("[data-dream-name]");
  const draft = store.get(key);
  // What the server sent back wins over a draft.
  if (draft && !text.value) {
    text.value = draft.text || "";
    if (name && !name.value) name.value = draft.name || "";
  }
  form.addEventListener("input", () => store.set(key, { text: text.value, name: name ? name.value : "" }));

  const button = form.querySelector("[data-send]");
  const words = button.textContent;
  form.addEventListener("submit", () => {
    button.textContent = form.dataset.busy;
    button.setAttribute("aria-disabled", "true");
  });
  window.addEventListener("pageshow", () => {
    button.textContent = words;
    button.removeAttribute("aria-disabled");
  });
}
count();

// The receipt: the dream arrived, so the draft may go.
const sent = document.querySelector("[data-draft-sent]");
if (sent) store.remove(sent.dataset.draftSent);
