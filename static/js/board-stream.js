// Hear what others do at the moment they do it. When this breaks, somebody must ask instead.
import { signedOut } from "./board-session.js";

const FIRST = 1000;
const SLOWEST = 60000;
const SILENCE = 40000; // a sign of life comes every fifteen seconds
const STEADY = 30000; // a stream that lasted so long ended because its time was over

/** Keep a stream open while somebody looks: `told` gets each message, `alive` each sign of life, `broken` says to ask. */
export function keepStream({ url, since, told, alive, broken }) {
  let source = null;
  let speaks = false; // only what speaks takes the place of asking
  let failed = 0;
  let again = 0;
  let silence = 0;

  function close() {
    clearTimeout(again);
    clearTimeout(silence);
    source?.close();
    source = null;
    speaks = false;
  }
  function open() {
    close();
    if (document.hidden) return;
    if (signedOut()) return retry();
    const began = Date.now();
    const mine = source = new EventSource(`${url}?na=${since()}`);
    const lost = () => {
      if (source !== mine) return;
      failed = Date.now() - began > STEADY ? 0 : failed + 1;
      close();
      retry();
      broken();
    };
    const heard = () => {
      speaks = true;
      clearTimeout(silence);
      silence = setTimeout(lost, SILENCE);
    };
    silence = setTimeout(lost, SILENCE);
    mine.addEventListener("message", (event) => { heard(); told(JSON.parse(event.data)).catch(lost); });
    mine.addEventListener("alive", () => { heard(); alive(); });
    // Also a full or stopped server, and the page to sign in: asking finds out which.
    mine.addEventListener("error", lost);
  }
  function retry() {
    const pace = Math.min(FIRST * 2 ** failed, SLOWEST);
    again = setTimeout(open, pace * (0.5 + Math.random()));
  }
  return { open, close, speaks: () => speaks };
}
