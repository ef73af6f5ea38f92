// The words come from the page, where gettext put them: one source for all languages.
const read = (id) => JSON.parse(document.getElementById(id)?.textContent || "{}");

const words = read("kit-words");

/** What the page tells about itself: version, addresses, language. */
export const about = read("kit-about");

const plural = new Intl.PluralRules(about.language);

/**
 * Return a sentence with its gaps filled in.
 * @param {string} name
 * @param {Record<string, string | number>} [values]
 */
export function say(name, values = {}) {
  const text = words[name] ?? name;
  return text.replace(/\{(\w+)\}/g, (gap, key) => (key in values ? String(values[key]) : gap));
}

/**
 * Return a sentence about a number of things.
 * @param {string} name
 * @param {number} n
 */
export function count(name, n) {
  return say(`${name}_${plural.select(n) === "one" ? "one" : "other"}`, { n });
}

/** Whether there is a sentence of this name. */
export const knows = (name) => name in words;

/** @param {Date} date */
export const clockTime = (date) =>
  `${date.getHours()}.${String(date.getMinutes()).padStart(2, "0")}`;

/** @param {Date} date */
export const longDate = (date) =>
  new Intl.DateTimeFormat(about.language, { weekday: "long", day: "numeric", month: "long" }).format(date);
