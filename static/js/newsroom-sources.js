// Find a dream by its words and add its number to the sources of an article.
const part = document.querySelector("[data-sources]");
const numbers = document.querySelector("[name=dream_numbers]");

if (part && numbers) {
  const question = part.querySelector("input[type=search]");
  const found = part.querySelector("[data-found]");
  let waiting = 0;
  let asked = 0;
  part.hidden = false;

  async function look() {
    const turn = (asked += 1);
    try {
      const signal = AbortSignal.timeout(8000);
      const answer = await fetch(`${part.dataset.sources}?q=${encodeURIComponent(question.value)}`, { signal });
      if (!answer.ok) throw new Error(answer.statusText);
      const text = await answer.text();
      // A slow answer to an older question is not what is asked now.
      if (turn === asked) found.innerHTML = text;
    } catch {
      // No line for a moment, or no answer: it asks again by itself, unless a newer question did.
      if (turn === asked) waiting = setTimeout(look, 2000);
    }
  }
  question.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 300);
  });
  // Enter looks; it must not send the article.
  question.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    clearTimeout(waiting);
    look();
  });
  found.addEventListener("click", (event) => {
    const number = event.target.closest("[data-cite]")?.dataset.cite.match(/\d+/)?.[0];
    if (!number) return;
    const known = numbers.value.split(/[\s,]+/).filter(Boolean);
    if (!known.includes(number)) numbers.value = [...known, number].join(", ");
    numbers.dispatchEvent(new Event("input", { bubbles: true }));
    numbers.focus();
  });
}
