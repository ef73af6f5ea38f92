"""Words in their basic form: what makes `fiets` find `fietsen`, and `creme` find `crème`.

Pure: no database, no request. Lemmas come from simplemma's word lists, which are data on disk.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import simplemma

LANGUAGES: Final = ("nl", "fr", "en")
# Long enough to be the first part of a Dutch compound: fiets finds fietspad, but een not eenzaam.
PREFIX_FROM: Final = 4
# Nobody searches for more words than this; the rest of a pasted text is left aside.
MOST_TERMS: Final = 8
_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")
_NUMBER = re.compile(r"#?\d{1,3}(?:[. ]\d{3})+|#?\d{1,9}")
# Letters that are no letter with an accent on it.
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "’": "'", "ʼ": "'"})
# Words that say nothing about what a dream is about.
_COMMON = """
    aan al alle alles als andere ben bij dan dat de der deze die dit doen door dus een eens elk en er
    gaan geen geven haar hebben heel heeft het hier hij hoe hun iedereen iemand iets ik in is ja jaar je
    jij jullie kan komen kunnen laten maar maken meer mee men met mij mijn moeten mogen na naar niet
    niets nog nu of om omdat onder ons onze ook op over overal stad te tegen toch toe tot uit van veel
    voor waar waren wat we weer wel werd wie wij willen worden zal ze zelf zich zij zijn zo zonder
    zouden zullen droom dromen
    a au aux avec avoir ce ces cela dans des du elle en est et etre faire il ils je la le les leur lui
    ma mais me meme mes moi mon ne nos notre nous on ou par pas plus pour pouvoir qu que qui sa se ses
    si son sur tout ton tous tu un une ville vos votre vous y reve rever
    all am an and any are as at be been but by can city could do for from had has have he her him his
    i if into it its just like make me more my no not of or our out she so some such than that the
    their them then there they this to up us was we were what when where which who will with would you
    your dream
"""
COMMON: Final = frozenset(_COMMON.split())


def fold(text: str) -> str:
    """Return a text in lower case, without accents and with single spaces."""
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS).casefold().translate(_LETTERS))
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())


def tokens(text: str) -> list[str]:
    """Return the words of a text as they stand there, in lower case."""
    return _WORD.findall(unicodedata.normalize("NFC", text).lower().replace("’", "'"))


@lru_cache(maxsize=200_000)
def lemma(word: str, language: str) -> str:
    """Return a word's basic form, folded; the other languages are asked where this one is silent.

    Asked again until it stays: `fietste` belongs to `fietsen`, that one to `fiets`, and `fiets`
    (I cycle) to `fietsen` again. Of such a circle the shortest stands for all.
    """
    first = language[:2] if language[:2] in LANGUAGES else "nl"
    if len(word) < 2:  # the lists take a lonely letter for a verb
        return fold(word)
    order = (first, *(other for other in LANGUAGES if other != first))
    chain = [word]
    while len(chain) < 6:
        base = simplemma.lemmatize(chain[-1], lang=order).lower()
        if base in chain:
            circle = chain[chain.index(base) :]
            return fold(min(circle, key=lambda form: (len(form), form)))
        chain.append(base)
    return fold(chain[-1])


def lemmas(text: str, language: str) -> list[str]:
    """Return the basic forms of all words of a text, in order; parts of l'école and auto's apart."""
    found = []
    for word in tokens(text):
        base = lemma(word, language)
        # What a list knows (auto's → auto) is one word; what it does not know (l'école) is two.
        parts = [lemma(part, language) for part in word.split("'")] if "'" in base else [base]
        found += [part for part in parts if part]
    return found


def telling(words: Iterable[str]) -> list[str]:
    """Return the words that say what a text is about, each once; the longest, so rarest, first."""
    return sorted(
        {word for word in words if len(word) > 1 and word not in COMMON},
        key=lambda word: (-len(word), word),
    )


def terms(text: str, language: str) -> list[list[str]]:
    """Return what to look for: per word of a question its possible basic forms.

    A question's language is a guess, so every language may explain a word: children finds child
    on a Dutch page. Words like `de` are only asked for when there is nothing else.
    """
    asked = []
    for word in tokens(text):
        for part in word.split("'") if "'" in lemma(word, language) else [word]:
            forms = {lemma(part, language): None}
            forms |= {lemma(part, other): None for other in LANGUAGES}
            asked.append([form for form in forms if form])
    asked = [forms for forms in asked if forms]
    important = [forms for forms in asked if forms[0] not in COMMON]
    return (important or asked)[:MOST_TERMS]


def dream_number(text: str) -> int | None:
    """Return the number when somebody looks for a dream by its number: 2848, 2.848, #2848."""
    if not _NUMBER.fullmatch(text.strip()):
        return None
    number = int(re.sub(r"\D", "", text))
    # What no column holds is no number of a dream.
    return number if 0 < number < 2**31 else None


def closest(word: str, known: Iterable[str], at_least: float) -> str | None:
    """Return the known word that looks most like a word with a typo in it, if one does."""
    best = max(((closeness(word, other), other) for other in sorted(set(known))), default=(0.0, ""))
    return best[1] if best[0] >= at_least else None


def closeness(one: str, other: str) -> float:
    """Return how much two words look alike, 0 to 1: swapped, missing and wrong letters count one."""
    longest = max(len(one), len(other))
    return 1 - _edits(one, other) / longest if longest else 1.0


def _edits(one: str, other: str) -> int:
    """Count the typos between two words (Damerau's distance, neighbours swapped count once)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        older, before, row = before, row, [i]
        for j, sign in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != sign))
            if older and j > 1 and letter == other[j - 2] and one[i - 2] == sign:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]
