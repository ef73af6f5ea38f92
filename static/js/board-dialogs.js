// The windows over the board: choose a place, name a need, give a reason, rename, change the key.
import { acting, board, checked, dialogs, goTo, named, place, state, table, TRAYS } from "./board-page.js";
import { lay, merge, send } from "./board-acts.js";
import { openPlaces } from "./board-places.js";
import { hush, say } from "./board-say.js";

const PATIENCE = 1500;

/** Return the need the keyboard is at, else the one whose cards are shown. */
function binHere() {
  const slug = document.activeElement?.closest?.("[data-bin]")?.dataset.bin || (TRAYS[place] ? "" : place);
  return table.querySelector(`[data-bin="${CSS.escape(slug)}"]`);
}

/** M merges what one is at: the chosen cards, or the need the keyboard is at. */
export function mergeHere() {
  if (checked().length > 1 && !document.activeElement?.closest?.("[data-bin]")) return merge();
  return binHere() ? changeBin("samen") : say(board.dataset.two, { wrong: true });
}

export function changeBin(what) {
  const bin = binHere();
  if (!bin) return say(board.dataset.which, { wrong: true });
  const url = board.dataset.binUrl.replace("/BAK/naam/", `/${bin.dataset.bin}/${what}/`);
  if (what === "samen") return open("plek", "", (into) => send(url, { into }).then((result) => result.status === 200 && bin.dataset.bin === place && location.assign(`?plek=${encodeURIComponent(into)}`)));
  const form = dialogs[what].querySelector("form");
  form.action = url;
  open(what, bin.closest("[data-zone]").dataset.zoneKey);
  fillName(form, bin.querySelector("b").textContent);
}

/** Give a key another name. */
export function renameZone(zone) {
  const form = dialogs.sleutelnaam.querySelector("form");
  form.action = board.dataset.zoneUrl.replace("/SLEUTEL/", `/${zone.dataset.zoneKey}/`);
  open("sleutelnaam");
  fillName(form, zone.querySelector("h2").textContent);
}

function fillName(form, name) {
  if (!form.elements.name) return;
  form.elements.name.value = name;
  form.elements.name.select();
}

export function open(name, key = "", choose = null) {
  const dialog = dialogs[name];
  if (!dialog || dialog.open) return;
  if ((name === "apart" || (name === "plek" && !choose)) && !acting().length) { say(board.dataset.empty, { wrong: true }); return; }
  const form = dialog.querySelector("[data-board-form]");
  if (form) {
    form.reset();
    form.querySelector(".fout").hidden = true;
    if (form.elements.key) form.elements.key.value = key;
  }
  if (name === "plek") {
    const title = dialog.querySelector("h2");
    title.textContent = choose ? title.dataset.merge : title.dataset.lay;
    openPlaces(dialog, table, choose || ((to) => lay(to)), { pile: !choose });
  }
  dialog.showModal();
}

async function submit(dialog, form) {
  const about = form.dataset.boardAct ? [] : acting();
  const fields = { ...Object.fromEntries(new FormData(form)), ...(about.length ? named(about) : {}) };
  // Without a connection it waits its turn; only a dialog that misses something stays open.
  const known = await Promise.race([
    send(form.action, fields, { moved: about, to: dialog === dialogs.apart ? "apart" : "" }),
    new Promise((done) => setTimeout(done, PATIENCE)),
  ]);
  if (known?.status !== 422) {
    dialog.close();
    if (!form.dataset.boardAct) goTo(state.here); // the focus could not leave the dialog before
    return;
  }
  form.querySelector(".fout").textContent = known.answer.error;
  form.querySelector(".fout").hidden = false;
  form.querySelector("input:not([type=hidden])")?.focus();
  hush();
}

for (const dialog of Object.values(dialogs)) {
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-board-close]")) dialog.close();
  });
  dialog.querySelector("[data-board-form]")?.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(dialog, event.target);
  });
}
