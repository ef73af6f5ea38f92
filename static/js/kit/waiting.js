// What waits, since when; what was refused and what to do about it; the file of last resort.
import { h } from "./dom.js";
import { asFile } from "./records.js";
import { Store, usersHere } from "./store.js";
import { clockTime, count, knows, longDate, say } from "./words.js";

const MOST = 50;

export async function waitScreen(kit) {
  kit.head(say("what_waits"));
  const box = h("div", { class: "kit__blad breed stapeltje", "data-waitlist": true });
  kit.show(box);
  const others = await ofOthers(kit);
  let shown = "";

  async function paint() {
    const waiting = await kit.book.waiting();
    const records = await kit.book.unsent();
    const files = await kit.store.all("media");
    const drafts = (await kit.book.drafts()).filter((draft) => draft.text?.trim());
    // What did not change stays as it is, with the cursor in it.
    const print = JSON.stringify([waiting, [...records, ...files].map((row) => [row.id, row.state, row.reason]), drafts.map((d) => [d.slot, d.at])]);
    if (print === shown) return;
    shown = print;
    const failed = [...records, ...files].filter((row) => row.state === "failed");
    const inLine = [...records, ...files].filter((row) => row.state === "waiting");
    const since = waiting.since && new Date(waiting.since);
    box.replaceChildren(
      h("h1", {}, say("what_waits")),
      h("p", { class: "inleiding" }, waiting.total ? count("dreams_wait", waiting.notes) : failed.length ? count("stuck", waiting.failed) : say("waits_lead_none"),
        since ? ` ${say("waits_since", { date: `${longDate(since)}, ${say("hour", { time: clockTime(since) })}` })}` : ""),
      ...(waiting.days >= 3 ? [h("p", { class: "melding melding--warning" }, say("late"))] : []),
      ...(waiting.total ? [h("button", { class: "knop", type: "button", onclick: () => kit.courier.now() }, say("send_now"))] : []),
      ...(failed.length ? [h("section", {}, h("h2", {}, say("failed_title")), rows(failed, true),
        h("div", { class: "rij" }, h("button", { class: "knop", type: "button", onclick: again }, say("try_again")), h("p", {}, kit.helpLine())))] : []),
      ...(inLine.length ? [h("section", {}, h("h2", {}, say("waiting_title")), rows(inLine, false))] : []),
      ...(records.length ? [h("section", { class: "vel vel--mist stapeltje" }, h("h2", {}, say("save_file")), h("p", {}, say("save_file_help")),
        files.length > 0 && h("p", {}, say("save_file_media")),
        h("button", { class: "knop knop--licht", type: "button", onclick: () => save(kit) }, say("save_file")))] : []),
      ...(drafts.length ? [h("section", {}, h("h2", {}, say("unfinished")), h("ul", { class: "rijen" }, drafts.map((draft) => h("li", {},
        h("a", { href: draft.slot.startsWith("0:") ? "#/babbel" : `#/sessie/${draft.slot.split(":")[0]}` }, h("b", {}, short(draft.text)),
          h("span", {}, draft.speaker || (draft.chair ? say("on_chair", { n: draft.chair }) : "")))))))] : []),
      ...(others ? [h("p", { class: "melding" }, count("others_wait", others))] : []));
  }

  async function again() {
    await kit.keep(() => kit.book.tryAgain());
    kit.courier.now();
  }
  await paint();
  return { refresh: paint };
}

function rows(list, why) {
  const shown = list.slice(0, MOST).map((row) => h("li", {}, h("p", { class: "woorden" }, words(row)),
    h("p", { class: "hulp" }, `${longDate(new Date(row.at))}, ${say("hour", { time: clockTime(new Date(row.at)) })}`),
    why && h("p", { class: "reden" }, say(knows(`why_${row.reason}`) ? `why_${row.reason}` : "why_other"))));
  const more = list.length - MOST;
  return h("ul", { class: "verteld" }, shown, more > 0 && h("li", {}, count("more", more)));
}

const short = (text) => (text.length > 90 ? `${text.slice(0, 90)} …` : text);

function words(row) {
  if (row.raw === null) return say("why_damaged");
  if (!row.raw) return say(`kind_${row.kind}`);
  if (row.kind !== "write") return say(`record_${row.kind}`);
  return JSON.parse(row.raw).text;
}

async function save(kit) {
  const blob = await asFile(kit.book, kit.store.user);
  const link = h("a", { href: URL.createObjectURL(blob), download: `dromen-${new Date().toISOString().slice(0, 10)}.json` });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** How many dreams of colleagues wait on this tablet too. */
async function ofOthers(kit) {
  let n = 0;
  for (const user of usersHere()) {
    if (user === kit.store.user) continue;
    const store = new Store(user);
    n += (await store.keys("outbox")).length;
    store.close();
  }
  return n;
}
