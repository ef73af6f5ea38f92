// Write a block: a small toolbar, a draft on this device, and a save at each pause.
const PAUSE = 1500;

function wrap(area, mark) {
  const { selectionStart: from, selectionEnd: to, value } = area;
  area.setRangeText(`${mark}${value.slice(from, to)}${mark}`, from, to, "end");
  if (from === to) area.setSelectionRange(from + mark.length, from + mark.length);
  changed(area);
}

function startLine(area, mark) {
  const from = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  area.setRangeText(mark, from, from, "end");
  area.setSelectionRange(area.selectionEnd + mark.length, area.selectionEnd + mark.length);
  changed(area);
}

function changed(area) {
  area.focus();
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function tools(form, area) {
  const bar = form.querySelector("[data-tools]");
  if (!bar || !area) return;
  bar.hidden = false;
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.wrap) wrap(area, button.dataset.wrap);
    if (button?.dataset.line) startLine(area, button.dataset.line);
  });
  area.addEventListener("keydown", (event) => {
    const mark = (event.ctrlKey || event.metaKey) && { b: "**", i: "*" }[event.key];
    if (!mark) return;
    event.preventDefault();
    wrap(area, mark);
  });
}

function sources(form, area) {
  const panel = form.querySelector("[data-sources]");
  const opener = form.querySelector("[data-open-sources]");
  if (!panel || !opener) return;
  const field = panel.querySelector("input");
  const found = panel.querySelector("[data-found]");
  let waiting;
  opener.addEventListener("click", () => {
    panel.hidden = !panel.hidden;
    opener.setAttribute("aria-expanded", String(!panel.hidden));
    if (!panel.hidden) field.focus();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const answer = await fetch(`${panel.dataset.sources}?q=${encodeURIComponent(field.value)}`);
      if (answer.ok) found.innerHTML = await answer.text();
    }, 300);
  });
  found.addEventListener("click", (event) => {
    const code = event.target.closest("[data-cite]")?.dataset.cite;
    if (!code) return;
    area.setRangeText(code, area.selectionStart, area.selectionEnd, "end");
    panel.hidden = true;
    opener.setAttribute("aria-expanded", "false");
    changed(area);
  });
}

function draft(key) {
  return {
    keep: (values) => {
      try {
        localStorage.setItem(key, JSON.stringify(values));
      } catch {
        // Private mode: the save on the server is all there is.
      }
    },
    read: () => {
      try {
        return JSON.parse(localStorage.getItem(key));
      } catch {
        return null;
      }
    },
    drop: () => {
      try {
        localStorage.removeItem(key);
      } catch {
        // Nothing was kept.
      }
    },
  };
}

function values(form) {
  const data = new FormData(form);
  data.delete("csrfmiddlewaretoken");
  return Object.fromEntries(data);
}

function autosave(form) {
  const said = form.querySelector("[data-said]");
  const preview = document.querySelector("[data-preview]");
  const kept = draft(form.dataset.editor);
  let waiting;
  let busy = false;
  let again = false;
  let stopped = false;

  // A draft that was never sent comes back with the revision it was written on: if somebody saved
  // since, the server says so and shows both.
  const before = kept.read();
  const bare = (all) => JSON.stringify({ ...all, revision: "" });
  if (before && bare(before) === bare(values(form))) kept.drop();
  else if (before) {
    for (const [name, value] of Object.entries(before)) {
      if (form.elements[name]) form.elements[name].value = value;
    }
    waiting = setTimeout(save, PAUSE);
  }

  async function save() {
    if (stopped) return;
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    const sent = values(form);
    try {
      const answer = await fetch(form.action || location.href, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
      });
      const told = await answer.json();
      if (preview && told.html !== undefined) preview.innerHTML = told.html;
      if (answer.ok) {
        form.elements.revision.value = told.revision;
        said.textContent = told.said;
        if (bare(values(form)) === bare(sent)) kept.drop();
        else kept.keep(values(form));
      } else if (answer.status === 409) {
        // Saving by hand shows both texts; until then nothing is sent.
        stopped = true;
        said.textContent = told.conflict;
      } else said.textContent = (told.errors || []).join(" ");
    } catch {
      said.textContent = said.dataset.offline;
    }
    busy = false;
    if (again) {
      again = false;
      save();
    }
  }

  form.addEventListener("input", (event) => {
    if (event.target.closest("[data-sources]")) return;
    kept.keep(values(form));
    clearTimeout(waiting);
    waiting = setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    stopped = true;
    kept.keep(values(form));
  });
}

// Two texts were laid side by side: whichever is chosen, the draft has done its work.
for (const part of document.querySelectorAll("[data-drop-draft]")) {
  part.addEventListener(part.matches("form") ? "submit" : "click", () => draft(part.dataset.dropDraft).drop());
}

for (const form of document.querySelectorAll("form[data-editor]")) {
  const area = form.elements.text || form.elements.excerpt;
  tools(form, area);
  sources(form, area);
  autosave(form);
}
