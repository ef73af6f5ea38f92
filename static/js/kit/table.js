// The table: chairs instead of forms. While somebody types, nothing else on the screen moves.
import { h, icon, field } from "./dom.js";
import { Recorder, draw, shrink } from "./media.js";
import { clockTime, count, longDate, say } from "./words.js";

const PAUSE = 300; // ms without a keystroke, then the draft is kept
const RETRY = 5000; // ms after a failure: somebody may have made room
const ROUND = 12; // more chairs than this do not fit around a table

/** Start with the line that is read aloud; then the table. */
export async function tableScreen(kit, session) {
  const started = session.started || (await kit.book.marked("start", session.id));
  const closed = session.closed || (await kit.book.marked("close", session.id));
  const starts = new Date(session.starts_at);
  kit.head(session.title, `${longDate(starts)}, ${say("hour", { time: clockTime(starts) })}. ${session.place}.`);
  if (closed) {
    location.replace(`#/sessie/${session.id}/afronden`);
    return {};
  }
  if (!started) return startScreen(kit, session);
  const table = new Table(kit, session);
  await table.open();
  return table;
}

function startScreen(kit, session) {
  const tick = h("input", { type: "checkbox", id: "toestemming" });
  const error = h("p", { class: "melding melding--error", role: "alert", hidden: true }, say("consent_needed"));
  kit.show(h("form", { class: "kit__blad begin formulier", novalidate: true, onsubmit: start },
    h("h1", { tabindex: "-1" }, say("read_first")), h("blockquote", {}, say("consent")),
    !kit.luggage.open && h("p", { class: "melding" }, say("phase_closed")),
    error, h("label", { class: "vink" }, tick, h("span", {}, say("consent_tick"))),
    h("button", { class: "knop knop--groot" }, say("start")),
    session.materials && h("div", {}, h("h2", {}, say("bring")), h("p", { class: "lijstje" }, session.materials))));

  async function start(event) {
    event.preventDefault();
    error.hidden = tick.checked;
    if (!tick.checked) {
      tick.focus();
      return;
    }
    const { kept } = await kit.keep(() => kit.book.mark("start", session.id));
    if (kept) kit.go(`#/sessie/${session.id}`);
  }
  return {};
}

class Table {
  constructor(kit, session) {
    Object.assign(this, { kit, session, chair: null, note: null, correcting: null, notes: [], question: 0, timer: 0, turns: 0 });
    this.saving = Promise.resolve(true);
    this.typed = 0;
    this.recorder = new Recorder((seconds) => this.#tick(seconds), (blob) => this.#attach("voice", blob));
  }

  async open() {
    this.notes = await this.kit.book.notes(this.session.id);
    this.#build();
    this.#paintChairs();
    await this.#paintScript();
    // What was being typed when the tablet stopped, is on the screen again.
    const [last] = await this.kit.book.drafts(this.session.id);
    if (last) await this.#sit(last.chair, last);
    else this.#paintPanel();
    this.ticker = setInterval(() => this.#paintScript(), 20_000);
  }

  async leave() {
    await this.recorder.stop();
    if (!(await this.hold())) return false;
    clearInterval(this.ticker);
    return true;
  }

  /** Something changed: other tablets' notes, numbers, sent or not. Never what is being typed. */
  async refresh(change) {
    if (change.session !== undefined && change.session !== this.session.id && change.session !== null) return;
    this.notes = await this.kit.book.notes(this.session.id);
    this.#paintChairs();
    if (this.told.open) this.#paintTold();
    else this.#paintToldTitle();
  }

  // Drafts ------------------------------------------------------------------------------------

  get slot() {
    return `${this.session.id}:${this.correcting ? `n${this.note}` : this.chair}`;
  }

  /** Keep the draft now; false when it was not. Each keeps in turn, so that the last keystroke wins. */
  hold() {
    clearTimeout(this.timer);
    this.timer = 0;
    if (this.chair === null || !this.dirty || !this.kit.book) return this.saving.then(() => true);
    const { slot } = this;
    const { book } = this.kit;
    const values = {
      chair: this.chair, note: this.note, text: this.text.value, speaker: this.name.value,
      base: this.correcting?.base ?? null, correcting: Boolean(this.correcting),
    };
    const typed = this.typed;
    const named = values.speaker && values.speaker !== this.#speaker(this.chair);
    const empty = !values.text && !named && !this.files.childElementCount && !values.correcting;
    this.saving = this.saving.then(async () => {
      const { kept } = await this.kit.keep(() => (empty ? book.dropDraft(slot) : book.keepDraft(slot, values)), "text");
      if (!kept) {
        this.#status("");
        this.timer ||= setTimeout(() => this.hold(), RETRY);
        return false;
      }
      if (typed === this.typed) this.dirty = false;
      if (!empty && slot === this.slot) this.#status(say("saved_at", { time: clockTime(new Date()) }));
      return true;
    });
    return this.saving;
  }

  #typing() {
    this.dirty = true;
    this.typed += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.hold(), PAUSE);
  }

  #status(text) {
    this.status.textContent = text;
  }

  // Screen ------------------------------------------------------------------------------------

  #build() {
    const { kit } = this;
    this.chairs = h("ul", {});
    this.total = h("b", {});
    this.totalWord = h("span", {});
    const many = this.session.chairs > ROUND;
    const round = h("nav", { class: many ? "rond rond--rij" : "rond", "aria-label": say("chairs") },
      h("p", { class: "blad" }, this.total, this.totalWord), this.chairs);
    this.seats = Array.from({ length: this.session.chairs }, (_, i) => this.#seat(i + 1));
    this.chairs.append(...this.seats.map(({ item }) => item));

    this.scriptTitle = h("b", {});
    this.scriptLeft = h("span", { class: "pil" });
    this.scriptSay = h("p", {});
    this.script = h("details", { class: "draaiboek" },
      h("summary", {}, h("span", { class: "vh" }, say("script")), this.scriptTitle, this.scriptLeft),
      h("div", { class: "draaiboek__zeg" }, this.scriptSay, h("div", { class: "rij" },
        h("button", { class: "knop knop--licht", type: "button", onclick: () => this.#step(-1) }, say("previous_step")),
        h("button", { class: "knop knop--licht", type: "button", onclick: () => this.#step(1) }, say("next_step")))));
    const end = h("a", { class: "knop knop--licht afronden", href: `#/sessie/${this.session.id}/afronden` }, say("end"));

    this.title = h("h1", { tabindex: "-1" });
    this.questionText = h("b", {});
    this.tip = h("div", { class: "tip" }, h("p", {}, say("just_ask"), " ", this.questionText),
      h("button", { class: "tekstknop", type: "button", onclick: () => this.#ask(this.question + 1) }, say("other_question")));
    this.name = h("input", { id: "voornaam", maxlength: 60, autocomplete: "off", autocapitalize: "words", oninput: () => this.#typing() });
    this.nameBox = field(say("first_name"), this.name, { note: say("optional") });
    this.text = h("textarea", { id: "droomtekst", maxlength: 5000, spellcheck: "true", oninput: () => this.#typing() });
    this.textLabel = h("label", { for: "droomtekst", class: "vh" });
    this.textFault = h("p", { class: "fout", id: "droom-fout", hidden: true, role: "alert" });
    this.text.setAttribute("aria-describedby", "droom-fout");
    this.files = h("ul", { class: "bijlagen" });
    this.status = h("p", { class: "bewaard", role: "status" });
    this.recordButton = h("button", { class: "knop knop--licht", type: "button", onclick: () => this.#record() }, icon("spreek"), h("span", {}, say("record")));
    const camera = h("input", { type: "file", id: "foto", accept: "image/*", capture: "environment", class: "vh", onchange: (event) => this.#photo(event.target) });
    this.another = h("button", { class: "knop knop--licht", type: "button", onclick: () => this.#done(false) });
    this.next = h("button", { class: "knop", type: "submit" }, say("next"));
    this.undo = h("button", { class: "knop knop--licht", type: "button", onclick: () => this.#cancel(), hidden: true }, say("cancel"));
    // The browser tells of opening a moment later; the list is there at once.
    this.toldTitle = h("summary", { onclick: () => this.#paintTold() });
    this.toldList = h("ol", { class: "verteld" });
    this.told = h("details", { class: "uitleg", ontoggle: () => this.told.open && this.#paintTold() }, this.toldTitle, this.toldList);
    this.fields = h("div", { class: "velden", hidden: true }, this.tip, this.nameBox,
      h("div", { class: "veld" }, this.textLabel, this.text, this.textFault),
      h("div", { class: "knoppen" }, this.recordButton,
        h("label", { class: "knop knop--licht", for: "foto" }, icon("foto"), say("photo")), camera,
        h("button", { class: "knop knop--licht", type: "button", onclick: () => this.#sketch() }, say("sketch"))),
      this.files, this.status, h("div", { class: "knoppenrij" }, this.undo, this.another, this.next), this.told);
    this.invite = h("p", { class: "inleiding" }, say("tap_chair_help"));
    this.panel = h("form", { class: "schrijf", novalidate: true, onsubmit: (event) => { event.preventDefault(); this.#done(true); } }, this.title, this.invite, this.fields);
    kit.show(h("div", { class: "tafel" }, h("div", { class: "tafel__links" }, h("div", { class: "tafel__strook" }, this.script, end), round), this.panel));
  }

  #seat(number) {
    const name = h("b", {});
    const told = h("span", {});
    const button = h("button", { class: "stoel", type: "button", "data-chair": number, onclick: () => this.#sit(number) }, name, told);
    const item = h("li", { class: "plek" }, button);
    const angle = (2 * Math.PI * (number - 1)) / this.session.chairs;
    item.style.setProperty("--x", Math.sin(angle).toFixed(4));
    item.style.setProperty("--y", (-Math.cos(angle)).toFixed(4));
    return { number, name, told, button, item };
  }

  #speaker(chair) {
    return this.notes.findLast((note) => note.chair === chair && note.speaker)?.speaker ?? "";
  }

  #paintChairs() {
    this.total.textContent = this.notes.length;
    this.totalWord.textContent = count("word_dreams", this.notes.length);
    const told = Map.groupBy ? Map.groupBy(this.notes, (note) => note.chair) : group(this.notes);
    for (const seat of this.seats) {
      const n = told.get(seat.number)?.length ?? 0;
      seat.name.textContent = this.#speaker(seat.number) || String(seat.number);
      seat.told.textContent = n ? count("dreams", n) : say("empty_chair");
      const mine = seat.number === this.chair;
      seat.button.className = `stoel${mine ? " nu" : n ? " vol" : ""}`;
      if (mine) seat.button.setAttribute("aria-current", "true");
      else seat.button.removeAttribute("aria-current");
    }
  }

  /** Somebody takes the floor. Their draft, when there is one, is back. */
  async #sit(chair, draft = null) {
    if (await this.#turn(() => this.#layEmpty(chair, draft))) this.text.focus({ preventScroll: true });
  }

  /** Lay another sheet. Nobody can type meanwhile: the words would be on no sheet. */
  async #turn(lay) {
    this.turns += 1;
    this.text.readOnly = true;
    try {
      return await lay();
    } finally {
      this.turns -= 1;
      this.text.readOnly = this.busy || this.turns > 0;
    }
  }

  async #layEmpty(chair, draft) {
    await this.recorder.stop();
    if (!(await this.hold())) return false;
    const found = draft ?? (await this.kit.book.draft(`${this.session.id}:${chair}`));
    this.chair = chair;
    this.note = found?.note ?? crypto.randomUUID();
    this.correcting = found?.correcting ? { base: found.base } : null;
    this.text.value = found?.text ?? "";
    this.name.value = found?.speaker || this.#speaker(chair);
    this.dirty = false;
    this.textFault.hidden = true;
    this.told.open = false;
    this.#status(found ? say("saved_at", { time: clockTime(new Date(found.at)) }) : "");
    this.#ask(Math.floor(this.notes.length / 3));
    this.#paintChairs();
    this.#paintPanel();
    await this.#paintFiles();
    if (!matchMedia("(min-width: 1001px)").matches) this.panel.scrollIntoView({ block: "start" });
    return true;
  }

  #paintPanel() {
    const { chair } = this;
    const name = chair === null ? "" : this.#speaker(chair);
    this.fields.hidden = chair === null;
    this.invite.hidden = chair !== null;
    this.panel.classList.toggle("verbetert", Boolean(this.correcting));
    this.undo.hidden = !this.correcting;
    this.another.hidden = Boolean(this.correcting);
    this.tip.hidden = Boolean(this.correcting);
    this.next.textContent = say(this.correcting ? "correct_save" : "next");
    if (chair === null) {
      this.title.textContent = say("tap_chair");
      return;
    }
    this.title.textContent = this.correcting ? say("correcting") : name ? say("x_dreams", { name }) : say("chair_dreams", { n: chair });
    this.textLabel.textContent = name ? say("what_x", { name }) : say("what_chair", { n: chair });
    this.nameBox.hidden = Boolean(name) && !this.correcting;
    this.another.textContent = name ? say("another_x", { name }) : say("another_chair");
    this.#paintToldTitle();
  }

  #ask(n) {
    const { questions } = this.kit.luggage;
    this.question = n;
    this.questionText.textContent = `“${questions[n % questions.length]}”`;
  }

  // Writing down --------------------------------------------------------------------------------

  async #done(onward) {
    if (this.chair === null || this.busy || this.turns) return;
    this.busy = true;
    // What is typed between the tap and the disk would be on no sheet.
    this.text.readOnly = true;
    try {
      await this.recorder.stop();
      clearTimeout(this.timer);
      await this.saving;
      const text = this.text.value.trim() ? this.text.value : await this.#standIn();
      this.textFault.hidden = Boolean(text);
      if (!text) {
        this.textFault.textContent = say("empty_text");
        this.text.focus();
        return;
      }
      const told = {
        note: this.note, session: this.session.id, text, chair: this.chair, base: this.correcting?.base ?? null,
        speaker: this.name.value.trim(), language: this.session.language,
      };
      const { kept } = await this.kit.keep(() => this.kit.book.write(told, { slot: this.slot }), "text");
      if (!kept) {
        this.#status("");
        this.#typing();
        return;
      }
      this.notes = await this.kit.book.notes(this.session.id);
      this.#fresh(onward && !this.correcting);
      this.#status(say("noted", { time: clockTime(new Date()) }));
    } finally {
      this.busy = false;
      this.text.readOnly = this.turns > 0;
    }
  }

  /** A dream of which only a photo or a recording is kept still needs words. */
  async #standIn() {
    const kinds = new Set((await this.kit.book.filesOf(this.note)).map((file) => file.kind));
    return ["voice", "photo", "sketch"].filter((kind) => kinds.has(kind)).map((kind) => say({ voice: "hear_voice", photo: "see_photo", sketch: "see_sketch" }[kind])).join(" ");
  }

  /** An empty sheet: for the same chair, or the next one round the table. */
  #fresh(onward) {
    this.correcting = null;
    this.dirty = false;
    this.note = crypto.randomUUID();
    this.text.value = "";
    this.files.replaceChildren();
    if (onward) this.chair = (this.chair % this.session.chairs) + 1;
    this.name.value = this.#speaker(this.chair);
    this.told.open = false;
    this.#ask(Math.floor(this.notes.length / 3));
    this.#paintChairs();
    this.#paintPanel();
    this.text.focus({ preventScroll: true });
    if (onward) this.#recall(this.chair);
  }

  /** The next chair may have a draft of before. */
  async #recall(chair) {
    const draft = await this.kit.book.draft(`${this.session.id}:${chair}`);
    if (draft && chair === this.chair && !this.dirty) await this.#sit(chair, draft);
  }

  async #cancel() {
    clearTimeout(this.timer);
    await this.saving;
    const { slot } = this;
    await this.kit.keep(() => this.kit.book.dropDraft(slot));
    this.kit.well("text");
    this.#fresh(false);
    this.#status("");
  }

  // Told before: correct, take back -------------------------------------------------------------

  #paintToldTitle() {
    const mine = this.notes.filter((note) => note.chair === this.chair);
    const name = this.#speaker(this.chair);
    this.told.hidden = !mine.length;
    this.toldTitle.textContent = `${name ? say("told_x", { name }) : say("told_chair", { n: this.chair })} (${mine.length})`;
  }

  #paintTold() {
    this.#paintToldTitle();
    const mine = this.notes.filter((note) => note.chair === this.chair);
    // What did not change stays: somebody may have the cursor in it.
    const print = JSON.stringify(mine.map(({ note, text, speaker, conflict }) => [note, text, speaker, conflict]));
    if (this.toldList.childElementCount && this.toldPrint === print) return;
    this.toldPrint = print;
    this.toldList.replaceChildren(...mine.map((note) => toldRow(note, this.kit, () => this.#correct(note))));
  }

  async #correct(note) {
    if (await this.#turn(() => this.#layTold(note))) this.text.focus();
  }

  async #layTold(note) {
    if (!(await this.hold())) return false;
    const draft = await this.kit.book.draft(`${this.session.id}:n${note.note}`);
    this.note = note.note;
    this.correcting = { base: draft?.base ?? note.head };
    this.text.value = draft?.text ?? note.text;
    this.name.value = note.speaker;
    this.dirty = false;
    this.#status("");
    this.#paintPanel();
    await this.#paintFiles();
    this.told.open = false;
    return true;
  }

  // Voice, photo, sketch --------------------------------------------------------------------------

  async #record() {
    if (this.recorder.busy) {
      await this.recorder.stop();
      return;
    }
    try {
      await this.recorder.start();
      this.recordButton.classList.add("loopt");
      this.#tick(0);
    } catch {
      this.#say(say("no_microphone"));
    }
  }

  #tick(seconds) {
    const time = `${Math.floor(seconds / 60)}.${String(seconds % 60).padStart(2, "0")}`;
    this.recordButton.lastChild.textContent = `${say("stop")} · ${time}`;
  }

  #say(text) {
    this.textFault.textContent = text;
    this.textFault.hidden = !text;
  }

  async #photo(input) {
    const [file] = input.files;
    input.value = "";
    if (!file) return;
    try {
      await this.#attach("photo", await shrink(file));
    } catch {
      this.#say(say("no_picture"));
    }
  }

  async #sketch() {
    const blob = await draw();
    if (blob) await this.#attach("sketch", blob);
  }

  async #attach(kind, blob) {
    if (kind === "voice") {
      this.recordButton.classList.remove("loopt");
      this.recordButton.lastChild.textContent = say("record");
    }
    const { note } = this;
    const { kept } = await this.kit.keep(() => this.kit.book.addFile({ note, session: this.session.id, kind, blob }));
    if (!kept) return;
    this.#say("");
    await this.#paintFiles();
    // The draft remembers which note the file belongs to.
    this.#typing();
    await this.hold();
  }

  async #paintFiles() {
    const files = await this.kit.book.filesOf(this.note);
    this.files.replaceChildren(...files.map((file) => h("li", { class: "pil pil--ok" }, icon("check"),
      say("attached", { kind: say(`kind_${file.kind}`) }),
      h("button", { class: "tekstknop", type: "button", "aria-label": `${say("remove")}: ${say(`kind_${file.kind}`)}`, onclick: async () => {
        await this.kit.keep(() => this.kit.book.removeFile(file.id));
        await this.#paintFiles();
      } }, say("remove")))));
  }

  // Script ------------------------------------------------------------------------------------------

  async #paintScript() {
    const script = this.kit.luggage?.script ?? [];
    this.script.hidden = !script.length;
    if (!script.length || !this.kit.store) return;
    const kept = await this.kit.store.get("meta", `step-${this.session.id}`);
    const state = kept ?? { step: 0, since: (await this.kit.book?.marked("start", this.session.id)) ?? Date.now() };
    const step = script[Math.min(state.step, script.length - 1)];
    const left = Math.ceil(step.minutes - (Date.now() - state.since) / 60_000);
    this.scriptTitle.textContent = say("step", { n: state.step + 1, all: script.length, title: step.title });
    const text = left >= 0 ? count("minutes_left", left) : count("minutes_over", -left);
    if (this.scriptLeft.textContent !== text) this.scriptLeft.textContent = text;
    this.scriptLeft.classList.toggle("pil--letop", left < 0);
    this.scriptSay.textContent = `“${step.say}”`;
    this.step = state.step;
  }

  async #step(by) {
    const last = this.kit.luggage.script.length - 1;
    const step = Math.max(0, Math.min(last, (this.step ?? 0) + by));
    await this.kit.keep(() => this.kit.store.put("meta", { step, since: Date.now() }, `step-${this.session.id}`));
    await this.#paintScript();
  }
}

function group(notes) {
  const groups = new Map();
  for (const note of notes) groups.set(note.chair, [...(groups.get(note.chair) ?? []), note]);
  return groups;
}

/** One dream that was told: its words, and what can be done about it. */
export function toldRow(note, kit, correct) {
  const actions = h("div", { class: "rij" });
  const calm = () => actions.replaceChildren(
    h("button", { class: "knop knop--licht knop--rij", type: "button", onclick: correct }, say("correct")),
    h("button", { class: "knop knop--licht knop--rij", type: "button", onclick: ask }, say("take_back")));
  function ask() {
    const yes = h("button", { class: "knop knop--rij", type: "button", onclick: async () => {
      const { kept } = await kit.keep(() => kit.book.retract(note.note));
      if (kept) document.querySelector("[data-screen] h1")?.focus();
    } }, say("take_back_yes"));
    actions.replaceChildren(h("p", { role: "alert" }, say("take_back_sure")), yes,
      h("button", { class: "knop knop--licht knop--rij", type: "button", onclick: () => {
        calm();
        actions.lastChild.focus();
      } }, say("keep")));
    yes.focus();
  }
  calm();
  return h("li", {}, h("p", { class: "woorden" }, note.speaker && h("b", {}, `${note.speaker}: `), note.text),
    note.conflict && h("p", { class: "pil pil--letop" }, say("conflict")), actions);
}
