// A shared tablet starts anew when nobody touched it for a while, after asking first.
const QUIET = 45_000;
const ASK = 20;
const dialog = document.querySelector("[data-kiosk]");
if (dialog) watch(dialog);

function watch(dialog) {
  const left = dialog.querySelector("[data-kiosk-left]");
  const form = document.querySelector("form[data-plain]");
  const anew = () => location.replace(dialog.dataset.fresh);
  let timer, ticking;

  // An empty, untouched form may stay on screen all day.
  const isFresh = () => form && !form.dataset.touched;

  function rest() {
    clearTimeout(timer);
    timer = setTimeout(ask, QUIET);
  }

  function ask() {
    if (isFresh()) { rest(); return; }
    let seconds = ASK;
    const say = () => { left.textContent = left.dataset.seconds.replace("{n}", String(seconds)); };
    say();
    dialog.showModal();
    ticking = setInterval(() => {
      seconds -= 1;
      say();
      if (seconds <= 0) { clearInterval(ticking); anew(); }
    }, 1000);
  }

  function stay() {
    clearInterval(ticking);
    if (dialog.open) dialog.close();
    rest();
  }

  dialog.querySelector("[data-kiosk-stay]").addEventListener("click", stay);
  dialog.addEventListener("cancel", stay);
  for (const kind of ["pointerdown", "keydown", "input"]) {
    document.addEventListener(kind, () => {
      if (form) form.dataset.touched = "1";
      if (!dialog.open) rest();
    });
  }
  // The page of the person before never comes back from the browser's memory.
  window.addEventListener("pageshow", (event) => { if (event.persisted) anew(); });
  if (form && document.querySelector(".fout:not([hidden]), .letop")) form.dataset.touched = "1";
  // Going back from the next form must not lead here again.
  for (const link of document.querySelectorAll("a")) {
    if (link.getAttribute("href") !== dialog.dataset.fresh) continue;
    link.addEventListener("click", (event) => { event.preventDefault(); anew(); });
  }
  rest();
}
