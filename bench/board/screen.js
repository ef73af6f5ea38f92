// Runs in every page of the bench before the board's own scripts: what is on the screen, and when.
(() => {
  const bench = (globalThis.bench = { opened: {}, keys: [] });
  const list = () => document.querySelector("[data-board-list]");
  const marks = {
    cards: () => list()?.querySelector("[data-card]"),
    ready: () => list()?.querySelector(".hier"),
    proposal: () => document.querySelector("[data-board-panel] [data-board-open='plek']"),
  };

  /** Write down when something is painted: after the first frame it stands in. */
  function watch() {
    for (const [name, found] of Object.entries(marks)) {
      if (bench.opened[name] || !found()) continue;
      bench.opened[name] = -1;
      setTimeout(() => { bench.opened[name] = performance.now(); });
    }
    if (Object.keys(bench.opened).length < 3) requestAnimationFrame(watch);
  }
  requestAnimationFrame(watch);

  const here = () => list().querySelector(".hier")?.dataset.card;
  const stays = (card) => { const row = list().querySelector(`[data-card="${card}"]`); return row && !row.classList.contains("weg"); };

  /** Return what must be true once a key did its work. */
  function effect(key) {
    const at = here();
    const box = document.activeElement;
    const chosen = [...list().querySelectorAll("input:checked")].map((one) => one.value);
    if (key === "j" || key === "k") return () => here() !== at;
    if (key === " ") { const was = box.checked; return () => box.checked !== was; }
    if (key === "Enter") { bench.laid = chosen; return () => !chosen.some(stays); }
    if (key === "z") return () => bench.laid.every(stays);
    return () => document.activeElement.closest("[data-bin]");
  }

  document.addEventListener("keydown", (event) => {
    if (!bench.listening) return;
    const done = effect(event.key);
    const began = event.timeStamp;
    const look = () => {
      const late = performance.now() - began;
      if (done()) setTimeout(() => bench.keys.push([event.key, performance.now() - began]));
      else if (late > 20000) bench.keys.push([event.key, late]);
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, true);

  /** Scroll the list for some time; return how long each frame took. */
  bench.scroll = (milliseconds, step) => new Promise((done) => {
    const frames = [];
    const began = performance.now();
    let last = began;
    const turn = (now) => {
      frames.push(now - last);
      last = now;
      list().scrollTop += step;
      if (now - began < milliseconds) requestAnimationFrame(turn);
      else done(frames.slice(1));
    };
    requestAnimationFrame(turn);
  });
})();
