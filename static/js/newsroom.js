// The newsroom: show fresh proofs as they are made, and tell the others who is writing.
async function follow(part) {
  if (!part.hasAttribute("data-pending")) return;
  try {
    const answer = await fetch(part.dataset.proof);
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-proof]");
      if (fresh) {
        part.replaceWith(fresh);
        part = fresh;
      }
    }
  } catch {
    // No line for a moment: the next question finds the answer.
  }
  setTimeout(() => follow(part), 700);
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
