// On "My sessions": where a tablet can keep the app, the table opens in the field kit.
// Without JavaScript, or without a service worker, the links lead to the page on the server.
if ("serviceWorker" in navigator) {
  for (const link of document.querySelectorAll("[data-door]")) link.href = link.dataset.door;
}
