// Put a dream on the map: a tap, or the arrow keys. The map itself comes from the server.
const box = document.querySelector("[data-place]");
if (box) watch(box);

function watch(box) {
  const map = box.querySelector("svg[data-west]");
  const pin = box.querySelector("[data-place-pin]");
  const where = box.querySelector("[data-place-where]");
  const drop = box.querySelector("[data-place-drop]");
  const latitude = box.querySelector("[name=latitude]");
  const longitude = box.querySelector("[name=longitude]");
  const view = map.viewBox.baseVal;
  const { west, north, scaleX, scaleY } = Object.fromEntries(Object.entries(map.dataset).map(([k, v]) => [k, Number(v)]));
  const areas = [...map.querySelectorAll("[data-district]")];
  let at = { x: view.width / 2, y: view.height / 2 };

  box.hidden = false;

  function nameOf({ x, y }) {
    const point = map.createSVGPoint();
    [point.x, point.y] = [x, y];
    const area = areas.find((each) => each.isPointInFill(point));
    return area ? box.dataset.in.replace("{name}", area.dataset.district) : box.dataset.outside;
  }

  function draw() {
    pin.style.left = `${(100 * at.x) / view.width}%`;
    pin.style.top = `${(100 * at.y) / view.height}%`;
    pin.setAttribute("aria-valuenow", String(Math.round((100 * at.x) / view.width)));
    const placed = Boolean(latitude.value);
    pin.classList.toggle("speld--los", !placed);
    box.classList.toggle("extra--vol", placed);
    drop.hidden = !placed;
    where.textContent = placed ? nameOf(at) : box.dataset.nowhere;
    pin.setAttribute("aria-valuetext", where.textContent);
  }

  function put(x, y) {
    at = { x: Math.min(view.width - 2, Math.max(2, x)), y: Math.min(view.height - 2, Math.max(2, y)) };
    longitude.value = (west + at.x / scaleX).toFixed(6);
    latitude.value = (north - at.y / scaleY).toFixed(6);
    draw();
    latitude.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // On the pin too: a tap there puts it down where it is.
  box.querySelector("[data-place-map]").addEventListener("click", (event) => {
    const edge = map.getBoundingClientRect();
    put(((event.clientX - edge.left) / edge.width) * view.width, ((event.clientY - edge.top) / edge.height) * view.height);
    pin.focus({ preventScroll: true });
  });

  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  pin.addEventListener("keydown", (event) => {
    const step = steps[event.key];
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); put(at.x, at.y); return; }
    if (!step) return;
    event.preventDefault();
    const far = event.shiftKey ? 40 : 8;
    put(at.x + step[0] * far, at.y + step[1] * far);
  });

  drop.addEventListener("click", () => {
    latitude.value = longitude.value = "";
    draw();
    latitude.dispatchEvent(new Event("input", { bubbles: true }));
    pin.focus();
  });

  if (latitude.value && longitude.value) {
    at = { x: (Number(longitude.value) - west) * scaleX, y: (north - Number(latitude.value)) * scaleY };
  }
  draw();
}
