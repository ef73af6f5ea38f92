// Read a text aloud in the visitor's own browser; nothing is sent anywhere.
export const canSpeak = "speechSynthesis" in window && "SpeechSynthesisUtterance" in window;

// A second press stops. Dutch is read with a Flemish voice where there is one.
export function readAloud(text, language) {
  if (!canSpeak) return;
  if (speechSynthesis.speaking) {
    speechSynthesis.cancel();
    return;
  }
  const words = new SpeechSynthesisUtterance(text);
  words.lang = !language || language === "nl" ? "nl-BE" : language;
  const voices = speechSynthesis.getVoices();
  const near = (tag) => voices.find((voice) => voice.lang.replace("_", "-").startsWith(tag));
  const voice = near(words.lang) ?? near(words.lang.split("-")[0]);
  if (voice) words.voice = voice;
  speechSynthesis.speak(words);
}

export function hush() {
  if (canSpeak) speechSynthesis.cancel();
}

for (const button of document.querySelectorAll("[data-speak]")) {
  if (!canSpeak) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    readAloud(button.dataset.speak, button.dataset.speakLang || document.documentElement.lang);
  });
}
