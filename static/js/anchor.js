// A dream that is listed, not quoted, has its number in a folded list: open it.
function show() {
  const place = /^#droom-\d+$/.test(location.hash) && document.querySelector(location.hash);
  const fold = place && place.closest("details");
  if (!fold) return;
  fold.open = true;
  place.scrollIntoView({ block: "center" });
  place.focus();
}

addEventListener("hashchange", show);
show();
