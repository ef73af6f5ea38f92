// Move an article to another frame of its page: drag it by its handle, or tap the handle and then
// the frame. The page is sent as a whole, so what is typed goes along. Without this the buttons do.
const layer = document.querySelector("[data-frames]");
const form = document.querySelector("form[data-hold]");
const icon = document.querySelector("[data-grip-icon]");
const said = document.querySelector("[data-drag-said]");
const PAPER = { width: 289, height: 380 }; // millimetres
const EDGE = 70; // pixels from the edge of the window where it begins to scroll

let lifted = null; // the handle that was tapped
let drag = null; // what is being dragged

const say = (text, headline = "") => { said.textContent = text.replace("{headline}", headline); };
const targetOf = (node) => node?.closest?.("[data-frame]");
const frameOf = (grip) => targetOf(grip)?.dataset.frame;

if (layer && form) {
  for (const box of layer.children) {
    const [x, y, w, h] = box.dataset.box.split(" ").map(Number);
    box.style.left = `${(100 * x) / PAPER.width}%`;
    box.style.top = `${(100 * y) / PAPER.height}%`;
    box.style.width = `${(100 * w) / PAPER.width}%`;
    box.style.height = `${(100 * h) / PAPER.height}%`;
  }
  const holders = document.querySelectorAll("[data-grip-for]");
  for (const holder of holders) holder.append(makeGrip(holder));
  layer.hidden = false;
  document.querySelector("[data-drag-help]").hidden = !holders.length;
  layer.addEventListener("dragstart", (event) => event.preventDefault());
  // On the proof a mouse may take the frame anywhere; a finger takes the handle, and scrolls beside it.
  layer.addEventListener("pointerdown", (event) => {
    const box = event.target.closest("[data-grip-for]");
    if (box && event.pointerType === "mouse" && !event.target.closest(".greep")) begin(event, box.querySelector(".greep"));
  });
  document.addEventListener("click", choose, true);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !(lifted || drag)) return;
    const back = lifted || drag.grip;
    if (drag) stop();
    else putDown();
    say(said.dataset.putDown);
    back.focus();
  });
  addEventListener("hashchange", open);
  open();
}

function makeGrip(holder) {
  const grip = document.createElement("button");
  grip.type = "button";
  grip.className = "greep";
  grip.dataset.grip = holder.dataset.gripFor;
  grip.dataset.headline = holder.dataset.headline;
  grip.setAttribute("aria-label", said.dataset.move.replace("{headline}", holder.dataset.headline));
  grip.setAttribute("aria-pressed", "false");
  grip.append(icon.content.cloneNode(true));
  grip.addEventListener("pointerdown", (event) => begin(event, grip));
  return grip;
}

// The frame an address names is shown with its text open.
function open() {
  const frame = location.hash.startsWith("#kader-") && document.getElementById(location.hash.slice(1));
  if (frame) frame.querySelector("details.stukblad")?.setAttribute("open", "");
}

function begin(event, grip) {
  if (event.button !== 0 || drag) return;
  drag = { grip, x: event.clientX, y: event.clientY, ghost: null, over: null, pointer: event.pointerId };
  document.addEventListener("pointermove", move);
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", stop);
}

function move(event) {
  if (event.pointerId !== drag.pointer) return;
  if (!drag.ghost) {
    if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < 7) return;
    putDown();
    drag.ghost = Object.assign(document.createElement("div"), { className: "sleepstuk", textContent: drag.grip.dataset.headline });
    document.body.append(drag.ghost);
    layer.classList.add("kaderlaag--leg");
  }
  event.preventDefault();
  drag.ghost.style.transform = `translate(${event.clientX + 12}px, ${event.clientY + 8}px)`;
  if (event.clientY < EDGE) scrollBy(0, -12);
  else if (event.clientY > innerHeight - EDGE) scrollBy(0, 12);
  const under = document.elementFromPoint(event.clientX, event.clientY);
  mark(targetOf(under));
  drag.before = under?.closest("[data-piece]")?.dataset.piece || "";
}

function mark(target) {
  if (target === drag.over) return;
  drag.over?.classList.remove("kader--boven");
  drag.over = target;
  target?.classList.add("kader--boven");
}

function drop(event) {
  if (event.pointerId !== drag.pointer) return;
  const { grip, ghost, over, before } = drag;
  stop();
  if (!ghost) return; // a tap: the click that follows lifts it
  document.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => document.removeEventListener("click", swallow, true), 0);
  if (over) put(grip, over, before);
}

// The click that ends a drag must not follow a link.
function swallow(event) {
  event.preventDefault();
  event.stopPropagation();
}

function stop() {
  document.removeEventListener("pointermove", move);
  document.removeEventListener("pointerup", drop);
  document.removeEventListener("pointercancel", stop);
  drag?.ghost?.remove();
  drag?.over?.classList.remove("kader--boven");
  if (!lifted) layer.classList.remove("kaderlaag--leg");
  drag = null;
}

function choose(event) {
  const grip = event.target.closest(".greep");
  if (grip) {
    if (lifted === grip) putDown();
    else lift(grip);
    return;
  }
  const box = lifted && event.target.closest("[data-frames] [data-frame]");
  if (!box) return;
  event.preventDefault();
  put(lifted, box, "");
}

function lift(grip) {
  putDown();
  lifted = grip;
  grip.setAttribute("aria-pressed", "true");
  layer.classList.add("kaderlaag--leg");
  say(said.dataset.lifted, grip.dataset.headline);
  const first = [...layer.children].find((box) => box.dataset.frame !== frameOf(grip));
  first?.querySelector("a").focus();
}

function putDown() {
  lifted?.setAttribute("aria-pressed", "false");
  lifted = null;
  layer.classList.remove("kaderlaag--leg");
}

function put(grip, target, before) {
  const { grip: slug } = grip.dataset;
  const frame = target.dataset.frame;
  const here = frame === frameOf(grip);
  putDown();
  if (here && (!before || before === slug)) return;
  const box = [...layer.children].find((one) => one.dataset.frame === frame);
  if (!here && box.hasAttribute("data-full")) {
    say(said.dataset.full);
    said.classList.remove("vh");
    return;
  }
  const button = form.querySelector("[data-move-do]");
  button.value = [slug, frame, ...(before ? [before] : [])].join(":");
  form.requestSubmit(button);
}
