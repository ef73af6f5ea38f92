// The reading queue: single-letter keys that can be switched off, words selected to be covered,
// and a sign of life, so that nobody else gets the card on this screen.
const STORE = "lezen-toetsen";
const EVERY = 60_000;
const hint = document.querySelector("[data-keys-hint]");
const text = document.querySelector("[data-read-text]");
const mask = document.querySelector("[data-mask]");
const card = document.querySelector("[data-card]");
let on = read() !== "uit";
let picked = null;

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

// Selecting words -----------------------------------------------------------------------------
// Places are counted in whole characters, as the server does: an emoji is one.
function place(node, offset) {
  const piece = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest("[data-start]");
  if (!piece || !text.contains(piece)) return null;
  const before = node.nodeType === Node.TEXT_NODE ? node.data.slice(0, offset) : offset ? piece.textContent : "";
  return Number(piece.dataset.start) + [...before].length;
}

function pick() {
  const selection = document.getSelection();
  if (!text || !mask || !selection.rangeCount || selection.isCollapsed) return;
  const range = selection.getRangeAt(0);
  if (!text.contains(range.commonAncestorContainer)) return;
  const start = place(range.startContainer, range.startOffset);
  const end = place(range.endContainer, range.endOffset);
  if (start === null || end === null || end <= start) return;
  picked ??= mask.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: "stretch" }));
  picked.value = `${start}-${end}`;
  const shown = mask.querySelector("[data-picked]");
  shown.textContent = shown.dataset.label.replace("{words}", () => selection.toString());
  shown.hidden = false;
  mask.closest("details").open = true;
}

document.addEventListener("selectionchange", pick);

// Keys ----------------------------------------------------------------------------------------
function open(panel, key) {
  panel.open = true;
  const form = panel.querySelector("form");
  if (key === "e" && (picked || form.querySelector("input[type=checkbox]:checked"))) {
    form.requestSubmit();
    return;
  }
  form.querySelector(key === "e" ? "input[type=text]" : "input[type=radio], input[type=text]").focus();
}

document.addEventListener("keydown", (event) => {
  if (!on || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]")) return;
  const key = event.key.toLowerCase();
  if (key === "?" && hint) {
    hint.open = !hint.open;
    hint.querySelector("summary").focus();
    return;
  }
  const target = document.querySelector(`[data-key="${CSS.escape(key)}"]:not([disabled])`);
  const panel = card?.querySelector(`[data-key-open="${CSS.escape(key)}"]`);
  if (!target && !panel) return;
  event.preventDefault();
  if (target) target.click();
  else open(panel, key);
});

// A sign of life --------------------------------------------------------------------------------
async function stay() {
  if (document.hidden) return;
  const token = card.querySelector("[name=csrfmiddlewaretoken]").value;
  const answer = await fetch(card.dataset.card, { method: "POST", headers: { "X-CSRFToken": token } });
  if (!answer.ok) return;
  const state = await answer.json();
  const notice = document.querySelector("[data-lent]");
  notice.textContent = state.gone ? notice.dataset.gone : notice.dataset.who.replace("{who}", () => state.who);
  notice.hidden = !state.gone && !state.who;
}

// Without a connection the card simply goes back in five minutes; the next try is a minute away.
const soon = () => stay().catch(() => {});
if (card) {
  setInterval(soon, EVERY);
  document.addEventListener("visibilitychange", soon);
}
