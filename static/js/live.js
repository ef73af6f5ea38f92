// Keep a part of the page fresh: ask every two seconds, change it only when the server has news.
const place = document.querySelector("[data-live]");
let mark = "";

async function look() {
  try {
    const answer = await fetch(place.dataset.live, { headers: mark ? { "If-None-Match": mark } : {} });
    if (answer.status === 200) {
      mark = answer.headers.get("ETag") || "";
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-live]");
      if (fresh && fresh.innerHTML !== place.innerHTML) place.replaceChildren(...fresh.childNodes);
    }
    place.classList.remove("stil");
  } catch {
    // No line: the last state stays, with a small dot.
    place.classList.add("stil");
  }
  setTimeout(look, 2000);
}

if (place) setTimeout(look, 2000);
