// Read a text aloud in the visitor's own browser; nothing is sent anywhere.
for (const button of document.querySelectorAll("[data-speak]")) {
  if (!("speechSynthesis" in window)) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    if (speechSynthesis.speaking) {
      speechSynthesis.cancel();
      return;
    }
    const words = new SpeechSynthesisUtterance(button.dataset.speak);
    words.lang = button.dataset.speakLang || document.documentElement.lang || "nl-BE";
    speechSynthesis.speak(words);
  });
}
