"""Lay the editors' passages down as blocks, in the order they were printed in. Nothing is lost."""

from django.db import migrations

# Where each passage stood, as what kind of block, and at which place in its chapter.
PLACES = {
    "promise": ("belofte", "text", 1),
    "colofon": ("belofte", "colophon", 2),
    "summary": ("kort", "text", 1),
    "listened": ("geluisterd", "text", 1),
    "not-taken": ("niet", "not_taken", 1),
    "method": ("bijlage", "method", 4),
    "glossary": ("bijlage", "glossary", 5),
}
# What the note composed around them by itself.
AROUND = {
    "kort": [("keys", 2), ("dna", 3)],
    "geluisterd": [("phases", 2), ("reach", 3)],
    "bijlage": [("all_actions", 1), ("index", 2), ("figures", 3)],
}


def lay_blocks(apps, schema_editor):
    Passage = apps.get_model("publications", "Passage")
    Block = apps.get_model("publications", "Block")
    BlockVersion = apps.get_model("publications", "BlockVersion")
    for passage in Passage.objects.filter(slot__in=PLACES).exclude(text="").order_by("pk"):
        place, kind, position = PLACES[passage.slot]
        block = Block.objects.create(
            campaign_id=passage.campaign_id, place=place, kind=kind, position=position,
            text=passage.text, changed_at=passage.changed_at,
        )  # fmt: skip
        BlockVersion.objects.create(
            block=block, revision=1, text=passage.text, at=passage.changed_at
        )
    campaigns = Block.objects.order_by().values_list("campaign_id", "place").distinct()
    for campaign, place in list(campaigns):
        for kind, position in AROUND.get(place, ()):
            Block.objects.create(campaign_id=campaign, place=place, kind=kind, position=position)
    Passage.objects.filter(slot__in=PLACES).delete()


def lay_passages(apps, schema_editor):
    Passage = apps.get_model("publications", "Passage")
    Block = apps.get_model("publications", "Block")
    slots = {(place, kind): slot for slot, (place, kind, _position) in PLACES.items()}
    texts = {}
    for block in Block.objects.filter(removed_at=None).exclude(text="").order_by("position", "pk"):
        slot = slots.get((block.place, block.kind))
        if slot:
            texts.setdefault((block.campaign_id, slot), []).append(block.text)
    for (campaign, slot), parts in texts.items():
        Passage.objects.update_or_create(
            campaign_id=campaign, slot=slot, defaults={"text": "\n\n".join(parts)}
        )
    Block.objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("publications", "0003_note_in_blocks")]

    operations = [migrations.RunPython(lay_blocks, lay_passages)]
