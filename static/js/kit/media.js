// Voice, photo of the sheet, sketch. Each gives a blob; the book seals and keeps it.
import { h } from "./dom.js";
import { say } from "./words.js";

const LONGEST = 180; // seconds of a recording
const LARGEST = 2400; // pixels of a photo

/** Shrink a photo to what a sheet needs; without place and camera in it. */
export async function shrink(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LARGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return toBlob(canvas, "image/jpeg", 0.85);
}

const toBlob = (canvas, type, quality) =>
  new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), type, quality));

/** One recording at a time, three minutes at most. */
export class Recorder {
  /** @param {(seconds: number) => void} tick @param {(blob: Blob) => void} done */
  constructor(tick, done) {
    this.tick = tick;
    this.done = done;
    this.recorder = null;
  }

  get busy() {
    return this.recorder?.state === "recording";
  }

  async start() {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const pieces = [];
    this.recorder = new MediaRecorder(stream, { audioBitsPerSecond: 32_000 });
    this.recorder.ondataavailable = (event) => pieces.push(event.data);
    this.stopped = new Promise((resolve) => {
      this.recorder.onstop = async () => {
        clearInterval(this.timer);
        for (const track of stream.getTracks()) track.stop();
        await this.done(new Blob(pieces, { type: this.recorder.mimeType }));
        resolve();
      };
    });
    const began = performance.now();
    this.timer = setInterval(() => {
      const seconds = Math.round((performance.now() - began) / 1000);
      this.tick(seconds);
      if (seconds >= LONGEST) this.stop();
    }, 500);
    this.recorder.start(1000);
  }

  async stop() {
    if (!this.busy) return;
    this.recorder.stop();
    await this.stopped;
  }
}

/** Let somebody draw; the promise gives the drawing, or null when they close it. */
export function draw() {
  const canvas = h("canvas", { class: "tekenblad", width: 1200, height: 900, role: "img", "aria-label": say("sketch_area"), tabindex: 0 });
  const pen = canvas.getContext("2d");
  const dialog = h("dialog", { class: "tekenen", "aria-labelledby": "teken-titel" });
  let drawn = false;
  const blank = () => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    Object.assign(pen, { lineWidth: 6, lineCap: "round", lineJoin: "round", strokeStyle: "#22123F" });
    drawn = false;
  };
  blank();
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * canvas.width, ((event.clientY - box.top) / box.height) * canvas.height];
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...at(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!event.buttons) return;
    pen.lineTo(...at(event));
    pen.stroke();
    drawn = true;
  });
  return new Promise((resolve) => {
    let result = null;
    const keep = async () => {
      if (drawn) result = await toBlob(canvas, "image/png");
      dialog.close();
    };
    dialog.append(h("h2", { id: "teken-titel" }, say("sketch_title")), canvas, h("div", { class: "knoppenrij" },
      h("button", { class: "knop", type: "button", onclick: keep }, say("sketch_keep")),
      h("button", { class: "knop knop--licht", type: "button", onclick: blank }, say("sketch_clear")),
      h("button", { class: "knop knop--licht", type: "button", onclick: () => dialog.close() }, say("cancel"))));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(result);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
