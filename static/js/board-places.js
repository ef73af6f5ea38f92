// Choose a need by a few letters: a combobox over what lies on the table.
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export function openPlaces(dialog, table, choose, { pile = true } = {}) {
  const field = dialog.querySelector("[data-board-combobox]");
  const options = dialog.querySelector("[data-board-options]");
  const places = [...table.querySelectorAll("[data-bin]")].map((bin) => ({
    to: bin.dataset.bin,
    name: bin.querySelector("b").textContent,
    key: bin.closest("[data-zone]").querySelector("h2").textContent,
    css: [...bin.closest("[data-zone]").classList].find((name) => name.startsWith("k-")) || "",
  }));
  if (pile) places.push({ to: "stapel", name: options.dataset.pile, key: "", css: "" });
  let at = 0;

  const mark = () => {
    [...options.querySelectorAll("[role=option]")].forEach((option, n) => {
      option.setAttribute("aria-selected", String(n === at));
      if (n === at) { field.setAttribute("aria-activedescendant", option.id); option.scrollIntoView({ block: "nearest" }); }
    });
  };
  const show = () => {
    const words = fold(field.value).split(/\s+/).filter(Boolean);
    const fits = places.filter((place) => words.every((word) => fold(place.name).includes(word)))
      .sort((a, b) => Number(fold(b.name).startsWith(words[0] || "")) - Number(fold(a.name).startsWith(words[0] || "")));
    at = 0;
    options.replaceChildren(...fits.map((place, n) => {
      const option = document.createElement("li");
      option.id = `plek-${n}`;
      option.role = "option";
      option.className = place.css;
      option.dataset.to = place.to;
      option.append(place.name, Object.assign(document.createElement("small"), { textContent: place.key }));
      return option;
    }));
    if (!fits.length) {
      options.append(Object.assign(document.createElement("li"), { role: "option", textContent: options.dataset.none, ariaDisabled: "true" }));
      field.removeAttribute("aria-activedescendant");
    } else mark();
  };
  const take = (to) => { if (to) { dialog.close(); choose(to); } };

  field.value = "";
  field.oninput = show;
  field.onkeydown = (event) => {
    const all = options.querySelectorAll("[data-to]");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      at = (at + (event.key === "ArrowDown" ? 1 : -1) + all.length) % (all.length || 1);
      mark();
    } else if (event.key === "Enter") {
      event.preventDefault();
      take(all[at]?.dataset.to);
    }
  };
  options.onclick = (event) => take(event.target.closest("[data-to]")?.dataset.to);
  show();
}
