// The board by keyboard. Letters work only while the focus is in the board, and can be switched off.
const STORE = "bord-letters";
const SOON = 12; // so many cards before the end of the list the next ones are fetched

export function listenToKeys(board, act) {
  const setting = document.querySelector("[data-board-letters]");
  try { setting.checked = localStorage.getItem(STORE) !== "uit"; } catch { /* no storage: letters work */ }
  setting.addEventListener("change", () => {
    try { localStorage.setItem(STORE, setting.checked ? "aan" : "uit"); } catch { /* for this visit only */ }
  });

  const step = (by, choose) => {
    const from = act.here();
    const next = from ? act.neighbour(from, by) : act.first();
    if (!next) return;
    if (choose) { if (from) from.checked = true; next.checked = true; act.chosen(); }
    act.goTo(next);
    act.look();
    if (act.neighbour(next, SOON) === act.neighbour(next, SOON - 1)) act.more();
  };
  const zone = (number) => {
    const target = board.querySelector(`[data-zone="${number}"]`);
    (target?.querySelector("[data-bin]") || target?.querySelector("[data-board-new]"))?.focus();
  };
  const letters = {
    j: (event) => step(1, event.shiftKey), k: (event) => step(-1, event.shiftKey),
    s: act.alike, b: () => act.open("plek"), n: () => act.open("nieuw"), p: act.park, a: () => act.open("apart"),
    r: () => (act.zone() && !document.activeElement.closest("[data-bin]") ? act.renameZone(act.zone()) : act.changeBin("naam")),
    m: act.merge, o: act.under, u: act.apart, t: () => act.changeBin("sleutel"),
    v: () => document.querySelector("[data-board-ladder]")?.click(),
    z: (event) => (event.shiftKey ? act.redo() : act.undo()), "?": () => act.open("hulp"),
    "/": () => document.querySelector("[data-board-search]").focus(),
  };

  document.addEventListener("keydown", (event) => {
    const at = event.target;
    const outside = at !== document.body && !board.contains(at);
    const writing = at.matches?.("textarea, select, input:not([type=checkbox])");
    if (outside || writing || document.querySelector("dialog[open]")) return;
    const key = event.key.toLowerCase();
    if (event.ctrlKey || event.metaKey) {
      if (key === "a" && !event.shiftKey) { event.preventDefault(); act.all(); }
      return;
    }
    if (event.altKey) return;
    if (key === "enter" && at.matches("input[name=cards]")) { event.preventDefault(); act.accept(); return; }
    if (!setting.checked || at === document.body) return;
    if (/^[1-8]$/.test(key)) { event.preventDefault(); zone(key); return; }
    if (Object.hasOwn(letters, key)) { event.preventDefault(); letters[key](event); }
  });
}
