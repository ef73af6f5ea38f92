// Drag cards with a mouse or pen. Fingers scroll; for them a tap on a card and a tap on a need do the same.
export function dragCards(list, table, { chosen, drop, held }) {
  let start = null;
  let ghost = null;
  let over = null;

  const place = (event) => { ghost.style.transform = `translate(${event.clientX + 12}px, ${event.clientY + 8}px) rotate(-2deg)`; };
  const stop = () => {
    if (ghost) held([]);
    ghost?.remove();
    over?.classList.remove("boven");
    document.body.classList.remove("sleept");
    start = ghost = over = null;
  };

  list.addEventListener("pointerdown", (event) => {
    const row = event.target.closest("[data-card]");
    if (!row || event.button !== 0 || event.pointerType === "touch" || event.target.closest("a")) return;
    start = { x: event.clientX, y: event.clientY, row };
  });
  document.addEventListener("pointermove", (event) => {
    if (!start) return;
    if (!ghost) {
      if (Math.hypot(event.clientX - start.x, event.clientY - start.y) < 7) return;
      start.cards = chosen(start.row.querySelector("input"));
      ghost = document.createElement("div");
      ghost.className = "sleep";
      if (start.cards.length > 1) ghost.append(Object.assign(document.createElement("b"), { textContent: start.cards.length }), document.createElement("br"));
      const words = start.row.querySelector(".tekst");
      ghost.append(words ? words.textContent : start.row.querySelector("img").cloneNode());
      held(start.cards);
      document.body.append(ghost);
      document.body.classList.add("sleept");
    }
    event.preventDefault();
    place(event);
    const bin = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-bin]");
    if (bin !== over) {
      over?.classList.remove("boven");
      over = bin;
      over?.classList.add("boven");
    }
  });
  document.addEventListener("pointerup", () => {
    if (ghost) {
      // The click that follows a drag must not tick the card.
      document.addEventListener("click", (event) => { event.preventDefault(); event.stopPropagation(); }, { capture: true, once: true });
      setTimeout(() => document.dispatchEvent(new Event("click")), 0);
      if (over && table.contains(over)) drop(over.dataset.bin, start.cards);
    }
    stop();
  });
  document.addEventListener("pointercancel", stop);
  document.addEventListener("keydown", (event) => event.key === "Escape" && ghost && stop());
  list.addEventListener("dragstart", (event) => event.preventDefault());
}
