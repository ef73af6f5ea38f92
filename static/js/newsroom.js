// The newsroom: show fresh proofs as they are made, and tell the others who is writing.
async function follow(part) {
  if (!part.hasAttribute("data-pending")) return;
  try {
    const answer = await fetch(part.dataset.proof);
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-proof]");
      if (fresh && part.hasAttribute("data-reload")) {
        // The check lists what the print engine found: it is shown anew when all pages were looked at.
        const pending = fresh.hasAttribute("data-pending");
        if (!pending && part.dataset.reload) {
          location.reload();
          return;
        }
        if (pending) part.dataset.reload = "seen";
      } else if (fresh) {
        part.replaceWith(fresh);
        part = fresh;
        tellMeasures(part);
      }
    }
  } catch {
    // No line for a moment: the next question finds the answer.
  }
  setTimeout(() => follow(part), 700);
}

// What the print engine measured stands beside each frame too.
function tellMeasures(part) {
  for (const meter of document.querySelectorAll("[data-meter]")) {
    const fresh = part.querySelector(`[data-measured="${meter.dataset.meter}"]`);
    meter.textContent = fresh ? fresh.querySelector("span").textContent : "";
    meter.classList.toggle("meter--lang", Boolean(fresh?.classList.contains("meter--lang")));
  }
}

for (const part of document.querySelectorAll("[data-proof]")) setTimeout(() => follow(part), 500);

// A plan without proofs asks for them by itself, once.
const ask = document.querySelector("form[data-ask]");
if (ask) {
  const data = new FormData(ask);
  fetch(ask.action, { method: "POST", body: data }).then(() => {
    const plan = document.querySelector("[data-proof]");
    if (plan) {
      plan.setAttribute("data-pending", "");
      follow(plan);
    }
  });
}

// The first letter typed takes the page; it stays taken while letters come.
const form = document.querySelector("form[data-hold]");
if (form) {
  const notice = document.querySelector("[data-held]");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  let said = 0;
  form.addEventListener("input", async () => {
    if (Date.now() - said < 60_000) return;
    said = Date.now();
    try {
      const answer = await fetch(form.dataset.hold, { method: "POST", headers: { "X-CSRFToken": token } });
      if (answer.status === 409) {
        notice.textContent = await answer.text();
        notice.classList.add("bezet--ander");
      }
    } catch {
      said = 0;
    }
  });
}
