// The end of a session: read the list aloud, count the people, "Klopt"; the windows light up.
import { field, h } from "./dom.js";
import { toldRow } from "./table.js";
import { count, say } from "./words.js";

const MOST_WINDOWS = 120;

/** @returns {Promise<any>} */
export async function endScreen(kit, session) {
  const shut = session.closed || (await kit.book.marked("close", session.id));
  kit.head(session.title, session.place);
  const list = h("ol", { class: "verteld" });
  const people = h("input", { id: "mensen", type: "number", inputmode: "numeric", min: 1, max: 999 });
  const box = field(say("people"), people);
  const button = h("button", { class: "knop knop--groot" }, say("right"));
  const back = `#/sessie/${session.id}`;
  const begun = h("div", {});
  let editing = null;
  let shown = "";

  async function paint() {
    if (editing) return;
    const notes = await kit.book.notes(session.id);
    const drafts = (await kit.book.drafts(session.id)).filter((draft) => draft.text?.trim());
    // What did not change stays as it is, with the cursor in it.
    const print = JSON.stringify([notes.map(({ note, text, conflict }) => [note, text, conflict]), drafts.map((d) => [d.slot, d.text])]);
    if (print === shown) return;
    shown = print;
    begun.replaceChildren(...(drafts.length ? [h("section", { class: "vel vel--mist stapeltje" }, h("h2", {}, say("unfinished")),
      h("p", {}, say("unfinished_help")), h("ul", { class: "verteld" }, drafts.map(draftRow)))] : []));
    list.replaceChildren(...notes.map((note) => {
      const row = toldRow(note, kit, () => correct(note));
      row.dataset.note = note.note;
      return row;
    }));
    if (!notes.length) list.replaceChildren(h("li", { class: "leeg" }, say("nothing_told")));
    if (!people.value) people.value = new Set(notes.map((note) => note.chair).filter(Boolean)).size || "";
  }

  /** A text that nobody finished is no dream yet, and is not thrown away by itself. */
  function draftRow(draft) {
    const write = async () => {
      const told = {
        note: draft.note, session: session.id, text: draft.text, chair: draft.chair, speaker: draft.speaker ?? "",
        base: draft.base ?? null, language: session.language,
      };
      await kit.keep(() => kit.book.write(told, { slot: draft.slot }), "text");
    };
    const drop = async () => {
      await kit.keep(() => kit.book.dropDraft(draft.slot));
      await paint();
    };
    return h("li", {}, h("p", { class: "woorden" }, h("b", {}, `${draft.speaker || say("on_chair", { n: draft.chair })}: `), draft.text),
      h("div", { class: "rij" }, h("button", { class: "knop knop--rij", type: "button", onclick: write }, say("write_down")),
        h("button", { class: "knop knop--licht knop--rij", type: "button", onclick: drop }, say("throw_away"))));
  }

  /** Correct a dream where it stands; the first words are kept on the server beside these. */
  async function correct(note) {
    if (editing && !(await editing.hold())) return;
    const row = [...list.children].find((item) => item.contains(document.activeElement));
    const slot = `${session.id}:n${note.note}`;
    const draft = await kit.book.draft(slot);
    let timer = 0;
    const hold = async () => {
      clearTimeout(timer);
      const values = { chair: note.chair, note: note.note, text: text.value, speaker: note.speaker, base: note.head, correcting: true };
      return (await kit.keep(() => kit.book.keepDraft(slot, values), "text")).kept;
    };
    const typing = () => {
      clearTimeout(timer);
      timer = setTimeout(hold, 300);
    };
    const text = h("textarea", { id: `verbeter-${note.note}`, rows: 3, maxlength: 5000, value: draft?.text ?? note.text, oninput: typing });
    const edit = field(say("correcting"), text);
    editing = { hold: () => (timer ? hold() : true) };
    const done = async (save) => {
      clearTimeout(timer);
      if (save) {
        if (!edit.fail(text.value.trim() ? "" : say("chat_text_needed"))) return;
        const told = {
          note: note.note, session: session.id, text: text.value, chair: note.chair, speaker: note.speaker,
          base: note.head, language: session.language,
        };
        if (!(await kit.keep(() => kit.book.write(told, { slot }), "text")).kept) return;
      } else {
        await kit.keep(() => kit.book.dropDraft(slot));
        kit.well("text");
      }
      editing = null;
      shown = "";
      await paint();
      [...list.querySelectorAll("li")].find((item) => item.dataset.note === note.note)?.querySelector("button")?.focus();
    };
    row?.replaceChildren(edit, h("div", { class: "rij" },
      h("button", { class: "knop knop--rij", type: "button", onclick: () => done(true) }, say("correct_save")),
      h("button", { class: "knop knop--licht knop--rij", type: "button", onclick: () => done(false) }, say("cancel"))));
    text.focus();
  }

  async function close(event) {
    event.preventDefault();
    const n = Number(people.value);
    if (button.disabled || !box.fail(Number.isInteger(n) && n > 0 && n < 1000 ? "" : say("people_needed"))) return;
    button.disabled = true;
    const { kept } = await kit.keep(() => kit.book.mark("close", session.id, { participants: n }));
    button.disabled = false;
    if (!kept) return;
    kit.screen = {};
    shown = "";
    const notes = await kit.book.notes(session.id);
    lightUp(kit, notes.length);
  }

  await paint();
  kit.show(h("form", { class: "kit__blad formulier", novalidate: true, onsubmit: close },
    h("h1", { tabindex: "-1" }, say(shut ? "told_here" : "read_list")), h("p", { class: "inleiding" }, say(shut ? "closed_on" : "read_list_help")),
    list, begun, ...(shut ? [h("a", { class: "knop", href: "#/" }, say("home"))]
      : [box, h("div", { class: "knoppenrij" }, button, h("a", { class: "knop knop--licht knop--groot", href: back }, say("back_table")))])));
  return { refresh: paint, hold: () => editing?.hold(), leave: () => editing?.hold() };
}

/** Every dream is a window; they light up one by one. */
function lightUp(kit, n) {
  const windows = Array.from({ length: Math.min(n, MOST_WINDOWS) }, (_, i) => {
    const pane = h("i", {});
    pane.style.setProperty("--na", `${Math.min(i * 180, 6000 + i * 10)}ms`);
    return pane;
  });
  const title = h("h1", { tabindex: "-1" }, say("good_morning"));
  kit.show(h("section", { class: "ochtend" }, h("div", { class: "zon", "aria-hidden": "true" }),
    h("div", { class: "gevel", "aria-hidden": "true" }, windows),
    h("div", { class: "kit__blad stapeltje" }, title, h("p", { class: "inleiding" }, count("lit", n)), h("p", {}, say("sending_starts")),
      h("a", { class: "knop knop--groot", href: "#/" }, say("home")))));
  title.focus();
}
