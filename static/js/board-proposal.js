// The proposal on the right: what fits the chosen cards, and the cards that look like them.
import { acting, board, list, make, panel, rowOf, state, table } from "./board-page.js";
import { read } from "./board-session.js";

const PAUSE = 110;
let looks = 0;

export function look() {
  const turn = (looks += 1);
  setTimeout(async () => {
    if (turn !== looks) return;
    const cards = acting().slice(0, 50).map((box) => `kaart=${box.value}`);
    const text = await read(`${board.dataset.suggestionUrl}?${cards.join("&")}`);
    if (turn !== looks || text === null) return; // without a connection the proposal waits
    panel.innerHTML = text;
    // The script sends the chosen cards itself.
    panel.querySelector("[data-board-panel-card]")?.remove();
    table.querySelector(".sug")?.classList.remove("sug");
    const to = panel.querySelector("[data-board-accept]")?.value;
    if (to) table.querySelector(`[data-bin="${CSS.escape(to)}"]`)?.classList.add("sug");
  }, PAUSE);
}

/** Choose the look-alikes too; the ones not loaded yet join the list as loose choices. */
export function chooseAlike(button) {
  const { here } = state;
  if (here) here.checked = true;
  for (const number of button.dataset.boardAlike.split(",")) {
    let box = list.querySelector(`[data-card="${number}"] input`);
    if (!box && here) {
      box = make("input", { type: "checkbox", name: "cards", value: number });
      const row = make("li", { hidden: true }, box);
      row.dataset.card = number;
      rowOf(here).after(row);
    }
    if (box) box.checked = true;
  }
  look();
}
