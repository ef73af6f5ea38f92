// A photo with a dream: shrunk on this device first, so that it also goes out over a slow network.
import { fill } from "./keep.js";

const LONGEST = 1600;
const box = document.querySelector("[data-picture]");
if (box) watch(box);

async function shrink(file) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const small = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
  return new File([small], "foto.jpg", { type: "image/jpeg" });
}

function watch(box) {
  const input = box.querySelector("input[type=file]");
  const error = box.querySelector("[data-picture-error]");
  const shown = box.querySelector("[data-picture-shown]");
  const image = shown.querySelector("img");

  function refuse(words) {
    error.textContent = words;
    error.hidden = !words;
    if (words) {
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", error.id);
    } else {
      input.removeAttribute("aria-invalid");
      input.removeAttribute("aria-describedby");
    }
  }

  function show(file) {
    URL.revokeObjectURL(image.src);
    shown.hidden = !file;
    box.classList.toggle("extra--vol", Boolean(file));
    if (file) image.src = URL.createObjectURL(file);
  }

  async function take() {
    const file = input.files[0];
    refuse("");
    show(null);
    if (!file) return;
    // Not every browser can look into a HEIC: then it goes as it is, and the server does.
    const heic = /\.hei[cf]$/i.test(file.name) || /hei[cf]/.test(file.type);
    try {
      const small = await shrink(file);
      if (fill(input, small)) input.dispatchEvent(new CustomEvent("change", { bubbles: true, detail: "shrunk" }));
      show(small);
    } catch {
      if (heic) return;
      fill(input, null);
      refuse(box.dataset.wrong);
      input.focus();
    }
  }

  input.addEventListener("change", (event) => { if (event.detail !== "shrunk") take(); });
  input.addEventListener("kept", () => { box.open = true; show(input.files[0]); });
  box.querySelector("[data-picture-drop]").addEventListener("click", () => {
    fill(input, null);
    show(null);
    input.dispatchEvent(new CustomEvent("change", { bubbles: true, detail: "shrunk" }));
    input.focus();
  });
}
