// Follow what others do, and tell them what we hold.
import { makeId } from "./board-queue.js";
import { asksToSignIn, loseSession, signedOut, token, whenSignedIn } from "./board-session.js";
import { keepStream } from "./board-stream.js";

const SOON = 800;
const HIDDEN = 15000;
const SLOWEST = 8000;
const STILL_HERE = 15000;
const PATIENCE = 10000;
const LONG = 120000; // who was away so long is told what happened meanwhile

/**
 * Follow what happened since `number`: over a stream where there is one, else by asking every moment.
 * `hear` gets what is new, and whether we heard nothing at all for a long time before.
 */
export function followBoard({ url, streamUrl, number, hear }) {
  let etag = "";
  let failed = 0;
  let timer = 0;
  let asking = null;
  let turn = Promise.resolve();
  let contact = Date.now();

  const touch = () => {
    const away = Date.now() - contact > LONG;
    contact = Date.now();
    return away;
  };
  /** Take things in one after the other. Both ways tell by number, so nothing is heard twice. */
  function take(told) {
    const away = touch();
    turn = turn.catch(() => {}).then(async () => {
      if (told.number < number && !told.far) return;
      await hear({ ...told, events: told.events.filter((event) => event.number > number) }, away);
      number = told.number;
    });
    return turn;
  }
  const stream = streamUrl && keepStream({
    url: streamUrl,
    since: () => number,
    told: (told) => {
      clearTimeout(timer);
      asking?.abort();
      etag = ""; // the next answer to a question is about what we know now
      return take(told);
    },
    alive: touch,
    broken: () => { failed = 0; ask(); },
  });
  const later = () => {
    clearTimeout(timer);
    if (stream?.speaks()) return;
    const pace = document.hidden ? HIDDEN : Math.min(SOON * 2 ** failed, SLOWEST);
    timer = setTimeout(ask, pace);
  };
  async function ask() {
    if (asking || signedOut()) return later();
    const controller = asking = new AbortController();
    const patience = setTimeout(() => controller.abort(), PATIENCE);
    try {
      const headers = etag ? { "If-None-Match": etag } : {};
      const response = await fetch(`${url}?na=${number}`, { headers, cache: "no-store", signal: controller.signal });
      if (asksToSignIn(response)) {
        loseSession();
        whenSignedIn().then(now);
      } else if (response.status === 304) {
        touch();
      } else {
        if (!response.ok || !(response.headers.get("Content-Type") || "").includes("json")) throw new Error(String(response.status));
        const told = await response.json();
        etag = response.headers.get("ETag") || "";
        await take(told);
      }
      failed = 0;
    } catch {
      failed += 1;
    } finally {
      clearTimeout(patience);
      asking = null;
      later();
    }
  }
  function now() {
    failed = 0;
    stream?.open();
    clearTimeout(timer);
    ask();
  }
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) return now();
    stream?.close();
    later();
  });
  addEventListener("online", now);
  addEventListener("offline", () => { stream?.close(); later(); });
  addEventListener("pagehide", () => stream?.close());
  addEventListener("pageshow", (event) => event.persisted && now());
  now();
  return { seen: () => number, now };
}

/** Tell which cards we hold; `gone` hears which of them are no longer there. */
export function showPresence({ url, holds, drags, gone }) {
  const venster = makeId();
  let timer = 0;
  let told = null;

  const body = (extra = {}) => {
    const form = new FormData();
    for (const [name, value] of Object.entries({ csrfmiddlewaretoken: token(), venster, ...extra })) form.append(name, value);
    return form;
  };
  const inHand = () => `${drags() ? "sleept " : ""}${holds().slice(0, 200).join(",")}`;
  async function tell() {
    clearTimeout(timer);
    timer = setTimeout(tell, STILL_HERE);
    if (signedOut() || (document.hidden && told !== null)) return;
    told = inHand();
    const fields = { houdt: holds().slice(0, 200).join(","), ...(drags() ? { sleept: "on" } : {}) };
    try {
      const response = await fetch(url, { method: "POST", body: body(fields), headers: { "X-CSRFToken": token() } });
      if (response.ok && !asksToSignIn(response)) gone((await response.json()).gone);
    } catch { told = null; /* the next time */ }
  }
  addEventListener("pagehide", () => navigator.sendBeacon(url, body({ weg: "on" })));
  addEventListener("pageshow", (event) => event.persisted && tell());
  tell();
  return () => {
    if (inHand() === told) return;
    clearTimeout(timer);
    timer = setTimeout(tell, 150);
  };
}
