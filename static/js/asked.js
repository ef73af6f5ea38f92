// Ask a question only of whom it concerns: hide it until an answer leads to it. The server decides
// again, by the same rule. Without this file each such question says for whom it is.
const form = document.querySelector("[data-asked]");
document.querySelectorAll("[data-focus]").forEach((found) => found.focus());

function follow() {
  const chosen = new Set();
  form.querySelectorAll("[data-question]").forEach((question) => {
    const leads = question.dataset.after?.split(" ");
    question.hidden = Boolean(leads) && !leads.some((option) => chosen.has(option));
    if (question.hidden) return;
    question.querySelectorAll("[data-option]:checked").forEach((option) => chosen.add(option.value));
  });
}

if (form) {
  // What hangs on a question that is not on this page any more is asked as the server said.
  const here = new Set([...form.querySelectorAll("[data-option]")].map((option) => option.value));
  form.querySelectorAll("[data-after]").forEach((question) => {
    const leads = question.dataset.after.split(" ");
    if (!leads.some((option) => here.has(option))) delete question.dataset.after;
    else question.querySelector("[data-condition]").classList.add("vh");
  });
  form.addEventListener("change", follow);
  addEventListener("pageshow", follow); // the back button fills in answers without a change
  follow();
}
