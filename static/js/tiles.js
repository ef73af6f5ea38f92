// At most so many pictures: the others rest until one is put back.
document.querySelectorAll("[data-focus]").forEach((found) => found.focus());
const form = document.querySelector("[data-tiles]");
if (form) {
  const most = Number(form.dataset.tiles);
  const boxes = [...form.querySelectorAll("[name=wat]")];
  const check = () => {
    const full = boxes.filter((box) => box.checked).length >= most;
    for (const box of boxes) box.disabled = full && !box.checked;
  };
  form.addEventListener("change", check);
  check();
}
