// How many cards lie where: what the server counted, and what we did since.
import { board, place, table, TRAYS } from "./board-page.js";

const words = new Intl.NumberFormat(document.documentElement.lang || "nl");
let tally = null; // what the server counted last
export const pending = new Map(); // acts the server did not confirm yet: what they change

/** Take over the numbers of the server; tell whether they are newer than ours. */
export function heard(told) {
  if (tally && told.number < tally.number) return;
  tally = told;
  count();
}

export const all = () => tally?.all ?? 0;
export const counted = () => tally !== null;

export function showPace(text) {
  const node = board.querySelector("[data-board-pace]");
  if (node.textContent !== text) node.textContent = text;
  node.hidden = !text;
}

function write(node, n) {
  const text = words.format(Math.max(n, 0));
  if (node && node.textContent !== text) node.textContent = text;
}

export function count() {
  if (!tally) return;
  const shown = { ...tally, bins: { ...tally.bins } };
  const change = (at, n) => {
    if (TRAYS[at]) shown[TRAYS[at]] += n;
    else { shown.placed += n; shown.bins[at] = (shown.bins[at] || 0) + n; }
  };
  for (const { n, from, to } of pending.values()) { change(from, -n); change(to, n); }
  for (const node of board.querySelectorAll("[data-count]")) write(node, shown[node.dataset.count]);
  board.querySelector("[data-board-bar]").setAttribute("width", shown.all ? Math.floor((100 * (shown.all - shown.pile)) / shown.all) : 0);
  write(board.querySelector("[data-board-here]"), TRAYS[place] ? shown[TRAYS[place]] : shown.bins[place] || 0);
  const most = Math.max(1, ...Object.values(shown.bins));
  for (const bin of table.querySelectorAll("[data-bin]")) {
    const n = shown.bins[bin.dataset.bin] || 0;
    write(bin.querySelector("[data-bin-count]"), n);
    bin.querySelector("rect").setAttribute("width", Math.floor((100 * n) / most));
  }
  for (const zone of table.querySelectorAll("[data-zone]")) {
    const bins = [...zone.querySelectorAll("[data-bin]")];
    write(zone.querySelector("[data-zone-count]"), bins.reduce((sum, bin) => sum + (shown.bins[bin.dataset.bin] || 0), 0));
  }
}
