// The board: choose cards, lay them on needs. Without this file the page is a plain form.
import { accept, drags, holding, lay, park, part, send, sendWaiting } from "./board-acts.js";
import { changeBin, mergeHere, open, renameZone } from "./board-dialogs.js";
import { dragCards } from "./board-drag.js";
import { listenToKeys } from "./board-keys.js";
import { more, watch } from "./board-list.js";
import { acting, board, boxes, checked, first, goTo, list, neighbour, panel, rowOf, state, table } from "./board-page.js";
import { chooseAlike, look } from "./board-proposal.js";
import { redo, undo } from "./board-undo.js";

board.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button) return event.preventDefault();
  if (button.dataset.boardSplit !== undefined) {
    event.preventDefault();
    send(button.formAction, { quote: panel.querySelector("[name=quote]").value });
  } else if (button.name === "to") {
    event.preventDefault();
    if (acting().length && (checked().length || button.closest("[data-board-panel]"))) lay(button.value);
    else if (button.dataset.bin) location.assign(`${board.dataset.boardUrl}?plek=${encodeURIComponent(button.value)}`);
  }
});

// What a click on each of these does; the first that fits.
const clicks = {
  "[data-board-open]": (at) => open(at.dataset.boardOpen),
  "[data-board-new]": (at, event) => { event.preventDefault(); open("nieuw", at.dataset.boardNew); },
  "[data-board-undo]": (at) => undo(at.dataset.boardUndo),
  "[data-board-redo]": () => redo(),
  "[data-board-park]": () => park(),
  "[data-board-merge]": () => mergeHere(),
  "[data-board-part]": (at) => part(at.dataset.boardPart),
  "[data-board-bin]": (at) => changeBin(at.dataset.boardBin),
  "[data-board-zone]": (at) => renameZone(at.closest("[data-zone]")),
  "[data-board-alike]": (at) => chooseAlike(at),
  "[data-board-show]": (at, event) => { event.preventDefault(); goTo(rowOf(at).querySelector("input")); look(); },
};
board.addEventListener("click", (event) => {
  for (const [selector, act] of Object.entries(clicks)) {
    const at = event.target.closest(selector);
    if (at) { act(at, event); return; }
  }
});

list.addEventListener("change", () => { state.everything = false; holding(); look(); });
list.addEventListener("focusin", (event) => {
  if (event.target.name === "cards" && event.target !== state.here) { goTo(event.target, { scroll: false }); look(); }
});
dragCards(list, table, drags);
listenToKeys(board, {
  first, neighbour,
  here: () => (state.here?.isConnected ? state.here : null),
  goTo, look, accept, open, undo, redo, more, park, changeBin, merge: mergeHere,
  chosen: holding,
  alike: () => panel.querySelector("[data-board-alike]")?.click(),
  under: () => panel.querySelector("[data-board-under]")?.focus(),
  apart: () => [...panel.querySelectorAll("[data-board-part]")].pop()?.click(),
  zone: () => document.activeElement?.closest?.("[data-zone]"),
  renameZone,
  all: () => { boxes().forEach((box) => (box.checked = true)); state.everything = true; holding(); look(); },
});

sendWaiting();
watch();
if (!panel.querySelector("[data-board-accept]")) {
  state.here = first();
  if (state.here) rowOf(state.here).classList.add("hier");
  look();
}
