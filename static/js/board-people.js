// Who is here, which cards they have in hand, and what they drag.
import { board, list, make, rowWith } from "./board-page.js";

let people = [];

export function meet(found) {
  people = found;
  document.querySelector("[data-board-people]").replaceChildren(...people.map((one) => {
    const row = head("li", one, one.name);
    row.title = one.name;
    return row;
  }));
  mark();
}

/** Tell whether this is what the log calls us; a namesake is one as well. */
export function isMe(who) {
  const name = people.find((one) => String(one.id) === board.dataset.me)?.name;
  return Boolean(name) && (who === name || who.startsWith(`${name}@`));
}

function head(tag, one, words) {
  return make(tag, { className: `hoofd lucht-${one.tint}` }, make("span", { textContent: one.short, ariaHidden: "true" }), make("span", { className: "vh", textContent: words }));
}

/** Show on the cards who has them in hand, and above the table who drags how many. */
export function mark() {
  for (const badge of list.querySelectorAll(".bezet")) badge.remove();
  const others = people.filter((one) => String(one.id) !== board.dataset.me);
  for (const one of others) {
    const words = (one.drags ? board.dataset.drags : board.dataset.held).replace("WIE", one.name);
    for (const card of one.holds) {
      const row = rowWith(card);
      if (!row) continue;
      const badge = one.drags ? make("span", { className: `sleepster lucht-${one.tint}`, textContent: words }) : head("span", one, words);
      badge.classList.add("bezet");
      row.append(badge);
    }
  }
  tellDragging(others.filter((one) => one.drags && one.holds.length));
}

function tellDragging(dragging) {
  const line = board.querySelector("[data-board-dragging]");
  const words = (one) => (one.holds.length === 1 ? board.dataset.dragsOne : board.dataset.dragsMany.replace("AANTAL", one.holds.length)).replace("WIE", one.name);
  const said = dragging.map(words).join("|");
  if ((line.dataset.said || "") === said) return;
  line.dataset.said = said;
  line.replaceChildren(...dragging.map((one) => make("li", { className: `sleepster lucht-${one.tint}`, textContent: words(one) })));
}
