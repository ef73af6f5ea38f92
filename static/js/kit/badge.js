// How it stands with what was written, in plain words, always in sight.
import { h } from "./dom.js";
import { waitingIn } from "./records.js";
import { about, count, say } from "./words.js";

const LATE = 3; // days

export class Badge {
  constructor(element, kit) {
    this.element = element;
    this.kit = kit;
    this.shown = "";
    addEventListener("online", () => this.refresh());
    addEventListener("offline", () => this.refresh());
  }

  async refresh() {
    const { book, courier, store } = this.kit;
    if (!store) return;
    const waiting = await waitingIn(store);
    const [mood, ...words] = book ? this.words(waiting, courier?.state) : this.locked(waiting);
    const print = mood + words.map((word) => word.outerHTML ?? word).join("|");
    // A live region that did not change stays silent.
    if (print === this.shown) return;
    this.shown = print;
    this.element.hidden = false;
    this.element.dataset.mood = mood;
    this.element.replaceChildren(h("i", { "aria-hidden": "true" }), h("p", {}, ...words.flatMap((word) => [word, " "])));
  }

  /** How many wait can be told without the PIN; what they say cannot. */
  locked(waiting) {
    const left = waiting.notes ? h("b", {}, count("dreams_wait", waiting.notes)) : "";
    const since = waiting.days ? count("since_days", waiting.days) : "";
    return [waiting.days >= LATE ? "letop" : "rust", say("locked"), left, since].filter(Boolean);
  }

  words(waiting, state) {
    const since = waiting.days ? count("since_days", waiting.days) : "";
    const late = waiting.days >= LATE ? say("late") : "";
    const link = (text, to) => h("a", { href: to }, text);
    const left = waiting.notes ? h("b", {}, count("dreams_wait", waiting.notes)) : "";
    const tail = [since, late].filter(Boolean);
    if (waiting.failed) return ["fout", link(count("stuck", waiting.failed), "#/wacht"), this.kit.helpLine(), ...tail];
    if (state === "login") return ["letop", say("sign_in"), left, link(say("sign_in_link"), about.login), ...tail].filter(Boolean);
    if (state === "denied") return ["fout", say("denied"), this.kit.helpLine(), ...tail];
    if (state === "revoked") return ["fout", say("revoked"), this.kit.helpLine()];
    if (state === "other") return ["fout", say("other_person"), link(say("sign_in_link"), about.login)];
    if (!navigator.onLine || state === "offline") return ["uit", say("offline"), left, ...tail].filter(Boolean);
    if (state === "trouble" && waiting.total) return ["letop", say("trouble"), left, ...tail].filter(Boolean);
    if (waiting.notes) return ["bezig", count("to_send", waiting.notes), ...tail];
    if (waiting.total) return ["bezig", count("files", Math.max(1, waiting.files)), ...tail];
    return ["klaar", say("all_sent")];
  }
}
