// Build pieces of the page. Text is always text: nothing that was told is ever read as markup.
import { about } from "./words.js";

/**
 * Make an element.
 * @param {string} tag
 * @param {Record<string, any>} [props] attributes; on… are listeners
 * @param {...any} children
 * @returns {any}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Draw one of the cut-paper icons. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "ico");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${about.sprite}#i-${name}`);
  svg.append(use);
  return svg;
}

/** A labelled field with its help and its error next to it. */
export function field(label, input, { help = "", note = "" } = {}) {
  const error = h("p", { class: "fout", id: `${input.id}-fout`, hidden: true });
  const helpText = help ? h("p", { class: "hulp", id: `${input.id}-hulp` }, help) : null;
  input.setAttribute("aria-describedby", [help && `${input.id}-hulp`, `${input.id}-fout`].filter(Boolean).join(" "));
  const box = h("div", { class: "veld" },
    h("label", { for: input.id }, label, note && " ", note && h("span", { class: "niet" }, note)),
    helpText, input, error);
  box.fail = (text) => {
    error.textContent = text;
    error.hidden = !text;
    input.toggleAttribute("aria-invalid", false);
    if (text) {
      input.setAttribute("aria-invalid", "true");
      input.focus();
    }
    return !text;
  };
  return box;
}
