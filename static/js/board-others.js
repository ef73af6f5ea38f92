// What others do: their moves, and what happened while we were away.
import { board, checked, leaving, list, place, rowWith, state, table } from "./board-page.js";
import { changedNow, drop, fill, redraw, reload } from "./board-list.js";
import { all, count, counted, heard, showPace } from "./board-numbers.js";
import { isMe, meet } from "./board-people.js";
import { look } from "./board-proposal.js";
import { hush, offer, say, sayLong } from "./board-say.js";
import { read } from "./board-session.js";
import { doubt, forget } from "./board-steps.js";

export const mine = new Set(); // the acts of this window, which it knows already

/** Take in what happened; who was `away` for long is told how much that was. */
export async function hear(told, away) {
  showPace(told.pace);
  if (told.far) {
    forget();
    await Promise.all([reload(), refreshTable()]);
    heard(told.tally);
    meet(told.people);
    if (away) tell(told.missed.events, told.missed.who);
    return;
  }
  const less = counted() && told.tally.all < all();
  heard(told.tally);
  meet(told.people);
  const fresh = told.events.filter((event) => !mine.has(event.act));
  // What somebody did last in another window only the server knows.
  if (fresh.some((event) => isMe(event.who))) forget();
  const touched = fresh.flatMap((event) => [...Object.values(event.to).flat(), ...event.stacks]);
  doubt(touched);
  changedNow(touched);
  const come = new Set();
  let anew = less;
  for (const event of fresh) {
    for (const [slug, cards] of Object.entries(event.to)) {
      for (const card of cards) {
        if (slug === place) come.add(card);
        else { come.delete(card); taken(card, event.who); }
      }
    }
    for (const card of event.stacks) come.add(card);
    anew ||= event.list && !list.querySelector("[data-board-more]");
  }
  if (fresh.some((event) => event.table)) refreshTable();
  const drawn = new Set(fresh.flatMap((event) => event.stacks));
  const missing = [...come].filter((card) => drawn.has(card) || !rowWith(card));
  if (anew) await reload();
  else if (missing.length) await redraw(missing);
  fill();
  if (away && fresh.length) tell(fresh.length, [...new Set(fresh.map((event) => event.who).filter(Boolean))]);
}

/** Tell somebody who comes back what the others did. */
function tell(n, who) {
  const words = n === 1 ? board.dataset.missedOne : board.dataset.missedMany.replace("AANTAL", n.toLocaleString(document.documentElement.lang || "nl"));
  sayLong(who.length ? `${words} ${who.join(", ")}.` : words);
}

/** A card went elsewhere: take it from the list, but ask first who has it in hand. */
function taken(card, who) {
  const row = rowWith(card);
  if (!row || leaving(row)) return;
  const box = row.querySelector("input");
  if (box.checked || row.classList.contains("gesleept")) ask(row, who);
  else drop(row);
}

function ask(row, who) {
  const words = (text) => text.replace("WIE", who);
  offer(words(board.dataset.moved),
    [board.dataset.keep, () => row.querySelector("input").focus()],
    [words(board.dataset.theirs), () => { drop(row); holding(); look(); }]);
}

/** Our dreamers took cards away while we had them in hand. */
export function lose(cards) {
  doubt(cards);
  const rows = cards.map(rowWith).filter(Boolean);
  for (const row of rows) drop(row);
  if (rows.length) { hush(); say(board.dataset.withdrawn); }
}

let holding = () => {};
export function tellHolding(then) { holding = then; }
export const holds = () => [...new Set([...state.dragged, ...checked().map((box) => box.value)])];

let timer = 0;
export function refreshTable() {
  clearTimeout(timer);
  return new Promise((done) => {
    timer = setTimeout(async () => {
      const text = await read(board.dataset.tableUrl); // without a connection the next change brings it
      if (text !== null) {
        const focused = document.activeElement?.closest?.("[data-bin]")?.dataset.bin;
        table.innerHTML = text;
        if (focused) table.querySelector(`[data-bin="${CSS.escape(focused)}"]`)?.focus();
        count();
      }
      done();
    }, 120);
  });
}
