// Put things in order with buttons instead of numbers. The selects stay the truth that is sent.
const live = document.querySelector("[data-live]");

class Ranking {
  constructor(list) {
    this.list = list;
    this.words = list.dataset;
    this.all = [...list.children].map((item) => this.dress(item));
    const placed = this.all.filter((thing) => thing.select.value);
    this.order = placed.sort((a, b) => Number(a.select.value) - Number(b.select.value));
    this.show();
  }

  dress(item) {
    const select = item.querySelector("select");
    const label = item.querySelector("label");
    const name = document.createElement("span");
    name.className = "orde__naam";
    name.id = `${select.id}_naam`;
    name.textContent = label.textContent;
    const place = document.createElement("span");
    place.className = "orde__plaats";
    place.setAttribute("aria-hidden", "true");
    const buttons = document.createElement("span");
    buttons.className = "orde__knoppen";
    const thing = { item, select, place, name: name.textContent, buttons: {} };
    for (const what of ["choose", "up", "down", "out"]) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = this.words[what];
      button.setAttribute("aria-describedby", name.id);
      button.addEventListener("click", () => this.move(thing, what));
      thing.buttons[what] = button;
      buttons.append(button);
    }
    // The link of an error summary leads to the first button.
    thing.buttons.choose.id = select.id;
    select.removeAttribute("id");
    select.hidden = true;
    label.replaceWith(place, name);
    item.append(buttons);
    return thing;
  }

  move(thing, what) {
    const at = this.order.indexOf(thing);
    if (at >= 0) this.order.splice(at, 1);
    if (what === "choose") this.order.push(thing);
    if (what === "up") this.order.splice(Math.max(0, at - 1), 0, thing);
    if (what === "down") this.order.splice(at + 1, 0, thing);
    this.show();
    const buttons = Object.values(thing.buttons).filter((one) => !one.hidden && !one.disabled);
    (buttons.find((one) => one === thing.buttons[what]) ?? buttons[0]).focus();
    const place = this.order.indexOf(thing) + 1;
    const said = place ? this.words.said : this.words.left;
    live.textContent = said.replace("{thing}", thing.name).replace("{place}", place);
  }

  show() {
    const rest = this.all.filter((thing) => !this.order.includes(thing));
    [...this.order, ...rest].forEach((thing, n) => {
      const placed = n < this.order.length;
      thing.select.value = placed ? String(n + 1) : "";
      thing.place.textContent = placed ? String(n + 1) : "";
      thing.item.classList.toggle("orde__ding--in", placed);
      thing.buttons.choose.hidden = placed;
      for (const what of ["up", "down", "out"]) thing.buttons[what].hidden = !placed;
      thing.buttons.up.disabled = n === 0;
      thing.buttons.down.disabled = n === this.order.length - 1;
      this.list.append(thing.item);
    });
  }
}

document.querySelectorAll("[data-ranking]").forEach((list) => new Ranking(list));
