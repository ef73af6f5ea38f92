// Ask how far the work is, and light the windows; when it is done, show the page anew.
async function follow(part) {
  const url = part.dataset.progress;
  if (!url) return;
  try {
    const answer = await fetch(url);
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-progress]");
      if (!fresh.dataset.progress) {
        location.reload();
        return;
      }
      part.replaceWith(fresh);
      part = fresh;
    }
  } catch {
    // No line for a moment: the next question finds the answer.
  }
  setTimeout(() => follow(part), 1000);
}

for (const part of document.querySelectorAll("[data-progress]")) setTimeout(() => follow(part), 800);
