// Say a dream aloud: record, listen, throw away. The sound goes with the form like any file.
import { fill } from "./keep.js";

const TYPES = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
const box = document.querySelector("[data-voice]");
const able = "MediaRecorder" in window && navigator.mediaDevices?.getUserMedia && "DataTransfer" in window;
if (box && able) start(box);

function start(box) {
  const part = (name) => box.querySelector(`[data-voice-${name}]`);
  const input = box.querySelector("input[type=file]");
  const seconds = box.querySelector("input[name=seconds]");
  const most = Number(box.dataset.longestSeconds);
  const type = TYPES.find((each) => MediaRecorder.isTypeSupported(each));
  let recorder, ticking, began;

  part("live").hidden = false;
  part("file").hidden = true;

  function say(words) { part("said").textContent = words; }

  function clock(passed) {
    part("time").textContent = `${Math.floor(passed / 60)}:${String(passed % 60).padStart(2, "0")}`;
  }

  function show(state) {
    part("start").hidden = state === "on";
    part("stop").hidden = state !== "on";
    part("sound").hidden = part("drop").hidden = state !== "ready";
    box.classList.toggle("extra--aan", state === "on");
    box.classList.toggle("extra--vol", state === "ready");
  }

  function ready(file) {
    URL.revokeObjectURL(part("sound").src);
    part("sound").src = URL.createObjectURL(file);
    box.open = true;
    show("ready");
    say(box.dataset.ready);
  }

  part("start").addEventListener("click", async () => {
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      say(box.dataset.refused);
      return;
    }
    const pieces = [];
    recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: 48_000 });
    recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
    recorder.addEventListener("stop", () => {
      clearInterval(ticking);
      stream.getTracks().forEach((track) => track.stop());
      const plain = (recorder.mimeType || type || "audio/webm").split(";")[0];
      const file = new File(pieces, `stem.${plain.split("/")[1]}`, { type: plain });
      seconds.value = String(Math.min(most, Math.round((Date.now() - began) / 1000)));
      fill(input, file);
      input.dispatchEvent(new Event("change", { bubbles: true }));
      ready(file);
    });
    recorder.start();
    began = Date.now();
    clock(0);
    ticking = setInterval(() => {
      const passed = Math.floor((Date.now() - began) / 1000);
      clock(passed);
      if (passed >= most) recorder.stop();
    }, 250);
    show("on");
    say(box.dataset.listening);
    part("stop").focus();
  });

  part("stop").addEventListener("click", () => {
    if (recorder?.state === "recording") recorder.stop();
    part("start").hidden = false;
    part("start").focus();
  });

  part("drop").addEventListener("click", () => {
    fill(input, null);
    seconds.value = "";
    input.dispatchEvent(new Event("change", { bubbles: true }));
    URL.revokeObjectURL(part("sound").src);
    part("sound").removeAttribute("src");
    clock(0);
    show("empty");
    say(box.dataset.gone);
    part("start").focus();
  });

  input.addEventListener("kept", () => ready(input.files[0]));
  // A dream that is sent while somebody still speaks ends with what was said so far.
  box.closest("form").addEventListener("submit", (event) => {
    if (recorder?.state !== "recording") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    recorder.addEventListener("stop", () => setTimeout(() => box.closest("form").requestSubmit()), { once: true });
    recorder.stop();
  }, { capture: true });
}
