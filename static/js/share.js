// Share a page with the device's own menu, or copy its address; without this file a mail does it.
for (const box of document.querySelectorAll("[data-share]")) {
  const { title, url } = box.dataset;
  const share = box.querySelector("[data-share-do]");
  const copy = box.querySelector("[data-share-copy]");
  if (navigator.share) {
    share.hidden = false;
    share.addEventListener("click", () => navigator.share({ title, url }).catch(() => {}));
  } else if (navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(url);
      document.querySelector("[data-share-said]").textContent = copy.dataset.done;
    });
  }
}
