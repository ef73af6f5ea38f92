// The plan: find an ambassador by name, and copy the link of an invited session.
const search = document.querySelector("[data-search]");
if (search) find(search);

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  const words = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = button.parentElement.querySelector("[data-copy-text]");
    try {
      await navigator.clipboard.writeText(field.value);
      button.textContent = button.dataset.copied;
      setTimeout(() => { button.textContent = words; }, 4000);
    } catch {
      // Not allowed: it stands selected, so that one key copies it.
      field.select();
    }
  });
}

function find(box) {
  const rows = [...document.querySelectorAll("[data-search-in]")];
  const none = document.querySelector("[data-search-none]");
  const field = box.querySelector("[data-search-word]");
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  box.hidden = false;

  field.addEventListener("input", () => {
    const word = plain(field.value.trim());
    for (const row of rows) {
      // Who is chosen stays in sight.
      row.hidden = !plain(row.dataset.searchIn).includes(word) && !row.querySelector("input").checked;
    }
    for (const group of document.querySelectorAll(".wie")) group.hidden = !group.querySelector("li:not([hidden])");
    none.hidden = rows.some((row) => !row.hidden);
  });
  // Enter would save the session.
  field.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
}
