"""One table per question."""

import multiprocessing
import os
from collections.abc import Iterator

from bench.clustering import measures, sets
from bench.clustering.sets import Labelled
from clustering.analysis.concepts import Matcher
from clustering.analysis.corpus import Corpus
from clustering.analysis.duplicates import find_duplicates
from clustering.analysis.nearest import Nearest
from clustering.analysis.piles import make_piles

PARTS = (0.1, 0.2, 0.5)
SIZES = (3_000, 10_000, 50_000)


def table(*, quick: bool = False) -> str:
    """Measure everything and return it as Markdown."""
    found = list(sets.sets())
    matcher = Matcher()
    lines = ["## Suggestions", ""]
    if not sets.SHARED.exists():
        lines += ["The folder with the other sets is not here: only the demo's texts.", ""]
    learned = {data.name: Corpus.learn(dict(enumerate(data.texts)), matcher) for data in found}
    lines += [*_needs(found, learned, 1 if quick else 5), ""]
    lines += [*_piles(found, learned, matcher), ""]
    lines += [*_duplicates(found), ""]
    lines += _costs(found[0].texts, SIZES[:1] if quick else SIZES)
    return "\n".join(lines)


def _needs(found: list[Labelled], learned: dict[str, Corpus], times: int) -> Iterator[str]:
    yield "### The nearest need: first / in three / macro average"
    yield ""
    yield "Sets marked * were looked at while choosing; the others were not."
    yield ""
    yield (
        "| set | placed | words, logistic | letters, logistic | **engine** "
        "| strong right | strong given | surer half right |"
    )
    yield "|---|---|---|---|---|---|---|---|"
    for data in found:
        for part in PARTS:
            words = measures.rank_plain(data, part, times, "word")
            letters = measures.rank_plain(data, part, times, "char_wb")
            own = measures.rank_engine(data, part, times, learned[data.name])
            star = " *" if data.is_for_choosing else ""
            strong = f"{own.strong:.2f}" if own.coverage else "–"
            yield (
                f"| {data.name}{star} | {part:.0%} | {_three(words)} | {_three(letters)} "
                f"| **{_three(own)}** | {strong} | {own.coverage:.0%} | {own.surer_half:.2f} |"
            )


def _three(one: measures.Ranking) -> str:
    return f"{one.first:.2f} / {one.three:.2f} / {one.macro:.2f}"


def _piles(found: list[Labelled], learned: dict[str, Corpus], matcher: Matcher) -> Iterator[str]:
    yield "### Piles, as many as labels: ARI / NMI / stability with a tenth taken away"
    yield ""
    yield "| set | words, k-means | **engine** |"
    yield "|---|---|---|"
    for data in found:
        plain = measures.piles_plain(data)
        own = measures.piles_of(data, learned[data.name], matcher)
        yield "| {} | {:.2f} / {:.2f} / {:.2f} | **{:.2f} / {:.2f} / {:.2f}** |".format(
            data.name, *plain, *own
        )


def _duplicates(found: list[Labelled]) -> Iterator[str]:
    yield "### Duplicates: a fifth of the cards copied with one or two changes"
    yield ""
    yield "| set | recall | precision | precision of strong |"
    yield "|---|---|---|---|"
    for data in found:
        yield "| {} | {:.2f} | {:.2f} | {:.2f} |".format(data.name, *measures.duplicates_of(data))


def _costs(texts: list[str], sizes: tuple[int, ...]) -> Iterator[str]:
    yield "### Seconds of CPU, and memory of the process in MiB"
    yield ""
    yield (
        "| cards | read and learn | rank all | after one placement | one new card | piles "
        "| duplicates | memory |"
    )
    yield "|---|---|---|---|---|---|---|---|"
    # One thread: on a busy machine the others only wait, and waiting counts as seconds of CPU.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    for size in sizes:
        # Each size in a process of its own, so that memory is its own too.
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            yield pool.apply(_cost_of, (texts, size))


def _cost_of(texts: list[str], size: int) -> str:
    cards = measures.many(texts, size)
    names = {need: f"Behoefte {need}" for need in range(25)}
    places = {card: card % 25 for card in range(0, size, 4)}
    kept: dict[str, Corpus] = {}

    def learn() -> None:
        kept["corpus"] = Corpus.learn(cards, Matcher())

    learning = measures.cost(learn)
    corpus = kept["corpus"]

    def rank() -> None:
        nearest = Nearest(corpus, places, names)
        for card in corpus:
            nearest.suggest_card(card)

    ranking = measures.cost(rank)
    nearest = Nearest(corpus, places, names)
    nearest.suggest_cards([2])
    placing = measures.cost(lambda: Nearest(corpus, places | {1: 3}, names).suggest_cards([2]))
    nearest.suggest(["Een bank"])
    joining = measures.cost(lambda: nearest.suggest(["Een nieuw fietspad langs de vaart"]))
    piling = measures.cost(lambda: make_piles(corpus))
    pairing = measures.cost(lambda: find_duplicates(cards))
    return (
        f"| {size:,} | {learning:.1f} | {ranking:.1f} | {placing:.2f} | {joining:.3f} "
        f"| {piling:.1f} | {pairing:.1f} | {measures.memory()} |"
    )
