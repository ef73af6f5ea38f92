"""What came of the dreams: needs, keys, actions, articles."""

import random
import uuid
from datetime import date
from typing import Any

from campaigns.models import Campaign, Contribution, User
from clustering.models import (
    Card,
    CoreValue,
    Dna,
    DnaTranslation,
    Freeze,
    Key,
    KeyTranslation,
    Move,
    Need,
    Quality,
    Snapshot,
)
from clustering.services.snapshots import pack, read_board
from debate.models import Action, Answer, Debate, Table
from publications.models import Article
from roeselare2030.demo.logins import LOGINS
from roeselare2030.demo.seed.ground import moment
from roeselare2030.demo.seed.ledger import Label
from roeselare2030.demo.seed.tables import rows, tree

ON_THE_PILE = 0.13  # share of cards nobody has placed yet
_SPACE = uuid.UUID("2f0e1c53-6c1b-4d8e-9a55-20300000000b")


def lay_keys(campaign: Campaign) -> dict[str, Need]:
    """Make the keys, needs, values, qualities and the DNA statement."""
    keys = {}
    for position, key in enumerate(tree("keys"), start=1):
        keys[key["slug"]] = Key.objects.create(
            campaign=campaign, position=position, slug=key["slug"], name=key["name"],
            shape=key["slug"], question=key["question"], vision=key["vision"],
            story="\n\n".join(key["story"]), experience=key["experience"],
            images="\n".join(key["images"]), unique=key["unique"],
            open_questions="\n".join(key["open_questions"]),
        )  # fmt: skip
    needs = {
        need["slug"]: Need.objects.create(
            campaign=campaign, key=keys[need["key"]], slug=need["slug"], name=need["name"],
            statement=need["statement"], summary=need["summary"],
        )
        for need in tree("needs")
    }  # fmt: skip
    values = tree("values")
    for model, name in ((CoreValue, "values"), (Quality, "qualities")):
        for row in values[name]:
            made = model.objects.create(
                campaign=campaign, name=row["name"], statement=row["statement"]
            )
            made.needs.set(needs[slug] for slug in row["needs"])
    Dna.objects.create(
        campaign=campaign, statement=values["dna"]["statement"], story=values["dna"]["story"]
    )
    return needs


def tell_in_other_languages(campaign: Campaign) -> None:
    """Write names and short texts of keys and DNA in French and English; long stories stay Dutch."""
    told = tree("translations")
    writer = User.objects.get(email=LOGINS[0].email)
    at = moment(date(2027, 5, 4), 11)
    dna = Dna.objects.get(campaign=campaign)
    for language, texts in told["dna"].items():
        row = DnaTranslation(dna=dna, language=language, written_by=writer, written_at=at)
        row.write(dna, **texts)
        row.save()
    for key in Key.objects.of(campaign):
        for language, texts in told["keys"][key.slug].items():
            translation = KeyTranslation(
                key=key, language=language, written_by=writer, written_at=at
            )
            translation.write(key, **texts)
            translation.save()


def lay_cards(campaign: Campaign, needs: dict[str, Need], labels: list[Label]) -> None:
    """Put a card for every placed contribution where its hand-given label says, or on the pile."""
    rnd = random.Random(6)
    team = User.objects.get(email=LOGINS[0].email)
    need_of = {label.number: label.need for label in labels}
    cards = []
    for pk, number, text in (
        Contribution.objects.of(campaign)
        .placed()
        .order_by("number")
        .values_list("pk", "number", "text")
    ):
        on_pile = rnd.random() < ON_THE_PILE
        cards.append(
            Card(
                campaign=campaign, contribution_id=pk, start=0, end=len(text),
                need=None if on_pile else needs[need_of[number]],
                moved_by=None if on_pile else team,
                moved_at=None if on_pile else moment(date(2027, 4, 12)),
            )
        )  # fmt: skip
    Card.objects.bulk_create(cards, batch_size=2000)
    Move.objects.bulk_create(
        (
            Move(
                card=card, after=card.need, by=card.moved_by, at=card.moved_at,
                batch=uuid.uuid5(_SPACE, f"moves {card.need.slug}"),
            )
            for card in cards
            if card.need and card.moved_at
        ),
        batch_size=2000,
    )  # fmt: skip


def fix_keys(campaign: Campaign) -> None:
    """Let two colleagues lay the keys fast at the end of phase 6, with some moments kept before."""
    first, second = (
        User.objects.get(email=next(p.email for p in LOGINS if p.slug == slug))
        for slug in ("kernteam", "beheer")
    )
    board = read_board(campaign)
    for name, day, hour, contents in (
        ("Na de eerste middag", 12, 17, _earlier(board, every=2, has_keys=False)),
        ("", 16, 12, _earlier(board, every=6, has_keys=False)),
        ("Zes sleutels gevonden", 19, 16, _earlier(board, every=12, has_keys=True)),
        ("Voorstel sleutels", 30, 15, board),
    ):
        packed, digest = pack(contents)
        snapshot = Snapshot.objects.create(
            campaign=campaign, name=name, by=first if name else None, contents=packed,
            digest=digest, cards=Card.objects.of(campaign).count(),
            at=moment(date(2027, 4, day), hour),
        )  # fmt: skip
    Freeze.objects.create(
        campaign=campaign, snapshot=snapshot, proposed_by=first, confirmed_by=second,
        proposed_at=moment(date(2027, 4, 30), 15, 10),
        confirmed_at=moment(date(2027, 4, 30), 16),
    )  # fmt: skip


def _earlier(board: dict[str, Any], *, every: int, has_keys: bool) -> dict[str, Any]:
    """Return the board as it may have lain before: more on the pile, and no keys at first."""
    piled: list[int] = []
    cards = []
    for place in board["cards"]:
        kept = [card for n, card in enumerate(place["cards"]) if place["need"] == "" or n % every]
        piled += [card for card in place["cards"] if card not in kept]
        cards.append(place | {"cards": kept})
    for place in cards:
        if place["need"] == "" and not place["aside"]:
            place["cards"] = sorted([*place["cards"], *piled])
    needs = board["needs"]
    if not has_keys:
        needs = {slug: need | {"key": ""} for slug, need in needs.items()}
    return board | {"cards": cards, "needs": needs, "keys": board["keys"] if has_keys else {}}


def lay_debate(campaign: Campaign, needs: dict[str, Need]) -> None:
    """Make the debate, its tables and thirty actions with the dreams they answer."""
    day = tree("debate")
    Debate.objects.create(
        campaign=campaign, title=day["title"], held_on=date.fromisoformat(day["date"]),
        starts=day["starts"], place=day["place"], intro=day["intro"], programme=day["programme"],
    )  # fmt: skip
    keys = {key.slug: key for key in Key.objects.filter(campaign=campaign)}
    scribe = User.objects.get(email=next(p.email for p in LOGINS if p.slug == "schrijver"))
    rnd = random.Random(7)
    tables: dict[int, Table] = {}
    for row in rows("actions"):
        number = int(row["table"])
        if number not in tables:
            code = "".join(rnd.choice("BCDFGHJKLMNPRSTVWZ") for _ in range(6))
            tables[number] = Table.objects.create(
                campaign=campaign, number=number, key=keys[row["key"]], code=code
            )
        need = needs[row["need"]]
        action = Action.objects.create(
            campaign=campaign, number=int(row["number"]), key=keys[row["key"]], need=need,
            table=tables[number], title=row["title"], what=row["what"], who=row["who"],
            first_step=row["first_step"], year=int(row["when_year"]), when=row["when_text"],
            status=row["status"], submission_key=uuid.uuid5(_SPACE, row["number"]),
            recorded_by=scribe, recorded_at=moment(date(2027, 6, 12), 15),
        )  # fmt: skip
        candidates = list(
            Card.objects.filter(need=need).order_by("pk").values_list("contribution_id", flat=True)
        )
        picked = rnd.sample(candidates, k=min(len(candidates), rnd.randint(5, 9)))
        Answer.objects.bulk_create(
            Answer(action=action, contribution_id=pk) for pk in sorted(picked)
        )


def lay_texts(campaign: Campaign, needs: dict[str, Need]) -> None:
    """Make the articles of the newspaper."""
    keys = {key.slug: key for key in Key.objects.filter(campaign=campaign)}
    actions = {action.number: action for action in Action.objects.filter(campaign=campaign)}
    for position, row in enumerate(tree("articles")):
        quote = row.get("pull_quote") or {}
        article = Article.objects.create(
            campaign=campaign, slug=row["slug"], page=row["page"], frame=row["frame"],
            position=position, rubric=row["rubric"] or "", key=keys.get(row["key"] or ""),
            headline=row["headline"], deck=row["deck"] or "", body="\n\n".join(row["body"]),
            pull_quote=quote.get("text", ""), pull_quote_by=quote.get("who", ""),
        )  # fmt: skip
        article.needs.set(needs[slug] for slug in row["source_needs"])
        article.actions.set(actions[number] for number in row["source_actions"])
