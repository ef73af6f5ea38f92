// Follow what others do, and tell them what we hold.
import { makeId } from "./board-queue.js";
import { asksToSignIn, loseSession, signedOut, token, whenSignedIn } from "./board-session.js";

const SOON = 800;
const HIDDEN = 15000;
const SLOWEST = 8000;
const STILL_HERE = 15000;
const PATIENCE = 10000;

/** Ask every moment what happened since `number`; `hear` gets the answer, `lost` says we were away. */
export function followBoard({ url, number, hear }) {
  let etag = "";
  let failed = 0;
  let timer = 0;
  let asking = false;

  const later = () => {
    clearTimeout(timer);
    const pace = document.hidden ? HIDDEN : Math.min(SOON * 2 ** failed, SLOWEST);
    timer = setTimeout(ask, pace);
  };
  async function ask() {
    if (asking || signedOut()) return later();
    asking = true;
    try {
      const headers = etag ? { "If-None-Match": etag } : {};
      const response = await fetch(`${url}?na=${number}`, { headers, cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
      if (asksToSignIn(response)) {
        loseSession();
        whenSignedIn().then(now);
      } else if (response.status !== 304) {
        if (!response.ok || !(response.headers.get("Content-Type") || "").includes("json")) throw new Error(String(response.status));
        const told = await response.json();
        etag = response.headers.get("ETag") || "";
        await hear(told);
        number = told.number;
      }
      failed = 0;
    } catch {
      failed += 1;
    } finally {
      asking = false;
      later();
    }
  }
  const now = () => { failed = 0; clearTimeout(timer); ask(); };
  document.addEventListener("visibilitychange", () => (document.hidden ? later() : now()));
  addEventListener("online", now);
  addEventListener("pageshow", (event) => event.persisted && now());
  ask();
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
