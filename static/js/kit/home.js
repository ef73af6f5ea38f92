// My sessions, and the one-minute chat.
import { sealJson, unsealJson } from "./crypto.js";
import { field, h, icon } from "./dom.js";
import { appIsKept } from "./pin.js";
import { about, clockTime, count, longDate, say } from "./words.js";

const sameDay = (a, b) => a.toDateString() === b.toDateString();

/** Today big, later small; and whether this tablet is ready for the road. */
export async function homeScreen(kit, problem = "") {
  const { luggage } = kit;
  kit.head(say("my_sessions"), luggage?.city ?? "", { back: false });
  const now = new Date();
  const open = [];
  const closed = [];
  for (const session of luggage?.sessions ?? []) {
    const shut = session.closed || (await kit.book.marked("close", session.id));
    (shut ? closed : open).push({ ...session, at: new Date(session.starts_at) });
  }
  const today = open.filter((session) => sameDay(session.at, now));
  const later = open.filter((session) => session.at > now && !sameDay(session.at, now));
  const missed = open.filter((session) => session.at < now && !sameDay(session.at, now));
  const state = h("a", { class: "wegkaart", href: "#/klaar", "data-road": true }, icon("laad"), h("span", {}, say("ready_title")));
  kit.show(h("div", { class: "kit__blad breed" },
    h("h1", {}, say("my_sessions")),
    problem && h("p", { class: "melding melding--warning" }, problem),
    luggage && !luggage.open && h("p", { class: "melding" }, say("phase_closed")),
    today.map((session) => h("a", { class: "vandaag", href: `#/sessie/${session.id}` },
      h("span", { class: "label" }, `${say("today")}, ${say("hour", { time: clockTime(session.at) })}`),
      h("b", {}, session.title), h("span", {}, session.place), h("span", { class: "knop" }, say("open_table")))),
    !open.length && h("p", { class: "leeg" }, say("no_sessions")),
    list(say("earlier"), missed), list(say("later"), later),
    h("div", { class: "twee" },
      h("a", { class: "tegel", href: "#/babbel" }, icon("spreek"), h("b", {}, say("chat")), h("span", {}, say("chat_lead"))),
      h("a", { class: "tegel", href: "#/wacht" }, icon("kalender"), h("b", {}, say("what_waits")), h("span", { "data-waits": true }))),
    state, list(say("done"), closed.slice(-12).reverse()),
    h("p", { class: "hulp" }, say("version", { version: about.version }))));
  const refresh = async () => {
    const waits = document.querySelector("[data-waits]");
    if (!waits || !kit.book) return;
    const { notes, total } = await kit.book.waiting();
    waits.textContent = total ? count("dreams_wait", notes) : say("waits_lead_none");
  };
  await refresh();
  appIsKept().then((kept) => {
    if (!kept?.complete || !state.isConnected) return;
    state.classList.add("klaar");
    state.replaceChildren(icon("check"), h("span", {}, say("ready_yes")));
  });
  return { refresh };
}

function list(title, sessions) {
  if (!sessions.length) return null;
  return h("section", {}, h("h2", {}, title), h("ul", { class: "rijen" }, sessions.map((session) => h("li", {},
    h("a", { href: `#/sessie/${session.id}` }, h("b", {}, session.title),
      h("span", {}, `${longDate(session.at)}, ${say("hour", { time: clockTime(session.at) })} · ${session.place}`))))));
}

/** One dream heard on the way: place, rough age, one sentence. Under a minute. */
export async function chatScreen(kit) {
  kit.head(say("chat"), say("chat_lead"));
  const slot = "0:babbel";
  const draft = await kit.book.draft(slot);
  const last = await kit.store.get("meta", "place");
  const remembered = last ? await unsealJson(kit.book.key, last).catch(() => "") : "";
  const place = h("input", { id: "plek", maxlength: 120, autocomplete: "off", value: draft?.place ?? remembered });
  const text = h("textarea", { id: "droom", rows: 3, maxlength: 5000, value: draft?.text ?? "" });
  const ages = h("div", { class: "keuzes" }, [...(kit.luggage?.ages ?? []), ["", say("unknown")]].map(([value, name]) => h("label", {},
    h("input", { type: "radio", name: "leeftijd", value, ...((draft?.age ?? "") === value ? { checked: true } : {}) }), h("span", {}, name))));
  const need = h("input", { id: "behoefte", maxlength: 120, autocomplete: "off", value: draft?.need ?? "" });
  const boxes = [field(say("chat_place"), place, { help: say("chat_place_help") }), field(say("chat_text"), text),
    field(say("chat_need"), need, { note: say("optional"), help: say("chat_need_help") })];
  const status = h("p", { class: "bewaard", role: "status" });
  const age = () => ages.querySelector(":checked")?.value ?? "";
  const button = h("button", { class: "knop knop--groot" }, say("chat_save"));
  const form = h("form", { class: "kit__blad formulier babbel", novalidate: true, onsubmit: save, oninput: () => { clearTimeout(timer); timer = setTimeout(hold, 300); } },
    h("h1", {}, say("chat")), boxes[0],
    h("fieldset", { class: "veld" }, h("legend", {}, say("chat_age"), " ", h("span", { class: "niet" }, say("optional"))), ages),
    boxes[1], boxes[2], button, status);
  kit.show(form);
  (place.value ? text : place).focus();
  let timer = 0;
  let saving = Promise.resolve(true);

  function hold() {
    clearTimeout(timer);
    timer = 0;
    const values = { place: place.value, text: text.value, need: need.value, age: age() };
    const { book } = kit;
    if (!book) return saving;
    const empty = !values.text && !values.need;
    saving = saving.then(async () => {
      const { kept } = await kit.keep(() => (empty ? book.dropDraft(slot) : book.keepDraft(slot, values)), "text");
      if (!kept) timer ||= setTimeout(hold, 5000);
      return kept;
    });
    return saving;
  }

  async function save(event) {
    event.preventDefault();
    if (button.disabled || !boxes[0].fail(place.value.trim() ? "" : say("chat_place_needed"))) return;
    if (!boxes[1].fail(text.value.trim() ? "" : say("chat_text_needed"))) return;
    button.disabled = true;
    text.readOnly = true; // what is typed between the tap and the disk would be on no sheet
    clearTimeout(timer);
    await saving;
    const told = {
      session: null, text: text.value, place: place.value.trim(), age: age(), need: need.value.trim(),
      language: about.language.slice(0, 2),
    };
    const { kept } = await kit.keep(() => kit.book.write(told, { slot }), "text");
    button.disabled = false;
    text.readOnly = false;
    if (!kept) return;
    // Not a word of a dream: without it the place is typed once more.
    await kit.keep(async () => kit.store.put("meta", await sealJson(kit.book.key, told.place), "place"));
    text.value = "";
    need.value = "";
    status.textContent = say("chat_kept");
    text.focus();
  }
  return { hold, leave: hold };
}
