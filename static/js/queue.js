// Single-letter keys for the reading queue. They can be switched off, and rest while somebody types.
const STORE = "lezen-toetsen";
const hint = document.querySelector("[data-keys-hint]");
let on = read() !== "uit";

function read() {
  try {
    return localStorage.getItem(STORE);
  } catch {
    return null; // storage is blocked: the keys work, the choice is not kept
  }
}

function show() {
  const button = hint?.querySelector("[data-keys-off]");
  if (button) button.textContent = on ? button.dataset.off : button.dataset.on;
}

if (hint) {
  hint.hidden = false;
  show();
  hint.querySelector("[data-keys-off]").addEventListener("click", () => {
    on = !on;
    try {
      localStorage.setItem(STORE, on ? "aan" : "uit");
    } catch {
      // see read()
    }
    show();
  });
}

document.addEventListener("keydown", (event) => {
  if (!on || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const key = event.key.toLowerCase();
  const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  const field = document.querySelector(`[data-key-focus="${CSS.escape(key)}"] input`);
  if (!target && !field) return;
  event.preventDefault();
  if (target) target.click();
  else field.focus();
});
