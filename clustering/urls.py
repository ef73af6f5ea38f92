from django.urls import path, register_converter
from django.urls.converters import StringConverter

from clustering.views import (
    bins,
    board,
    concepts,
    freezing,
    groups,
    interchange,
    keys,
    ladder,
    live,
    needs,
    paper,
    snapshots,
    stacks,
    suggestions,
    translating,
    wording,
)

app_name = "clustering"


class KindConverter(StringConverter):
    """A core value or a quality."""

    regex = "waarde|kwaliteit"


class RungConverter(StringConverter):
    """A rung of the ladder that can be written."""

    regex = "behoefte|waarden|dna|sleutel"


class TongueConverter(StringConverter):
    """A language beside Dutch."""

    regex = "fr|en"


register_converter(KindConverter, "kind")
register_converter(TongueConverter, "tongue")
register_converter(RungConverter, "rung")

urlpatterns = [
    path("sleutels/", keys.keys, name="keys"),
    path("sleutels/<slug:slug>/", keys.key, name="key"),
    path("sleutels/<slug:slug>/<slug:need_slug>/", keys.need, name="need"),
    # /team/
    path("team/bord/", board.board, name="board"),
    path("team/bord/kaarten/", board.more_cards, name="more_cards"),
    path("team/bord/voorstel/", board.suggestion, name="suggestion"),
    path("team/bord/leg/", board.move, name="move"),
    path("team/bord/apart/", board.set_aside, name="set_aside"),
    path("team/bord/bespreek/", board.park, name="park"),
    path("team/bord/kaarten/samen/", stacks.merge_cards, name="merge_cards"),
    path("team/bord/kaarten/los/", stacks.part_cards, name="part_cards"),
    path("team/bord/volg/", live.changes, name="changes"),
    path("team/bord/stroom/", live.stream, name="stream"),
    path("team/bord/hier/", live.presence, name="presence"),
    path("team/bord/bewijs/", live.token, name="board_token"),
    path("team/bord/tafel/", live.table, name="table"),
    path("team/bord/bak/<slug:slug>/naam/", bins.rename_bin, name="rename_bin"),
    path("team/bord/bak/<slug:slug>/sleutel/", bins.move_bin, name="move_bin"),
    path("team/bord/bak/<slug:slug>/samen/", bins.merge_bin, name="merge_bin"),
    path("team/bord/sleutel/<slug:slug>/naam/", bins.rename_zone, name="rename_zone"),
    path("team/bord/behoefte/", board.new_need, name="new_need"),
    path("team/bord/ongedaan/", board.undo, name="undo"),
    path("team/bord/splits/<int:pk>/", board.split, name="split"),
    path("team/bord/groepen/", groups.groups, name="groups"),
    path("team/bord/groepen/leg/", groups.settle, name="settle_groups"),
    path("team/bord/groepen/<int:pk>/", groups.group, name="group"),
    path("team/bord/groepen/<int:pk>/weg/", groups.drop, name="drop_group"),
    path("team/bord/papier/", paper.paper, name="paper"),
    path("team/bord/papier/<int:pk>/opnieuw/", paper.print_again, name="print_again"),
    path("team/bord/papier/<int:pk>/pdf/", paper.print_file, name="print_file"),
    path("team/bord/papier/foto/<int:pk>/", paper.photo, name="photo"),
    path("team/bord/papier/foto/<int:pk>/beeld/", paper.photo_image, name="photo_image"),
    path("team/bord/papier/foto/<int:pk>/code/", paper.type_code, name="type_code"),
    path("team/bord/papier/foto/<int:pk>/weg/", paper.drop_photo, name="drop_photo"),
    path("team/behoeften/", needs.needs, name="needs"),
    path("team/behoeften/nieuw/", needs.add_need, name="add_need"),
    path("team/behoeften/voorstellen/", suggestions.suggestions, name="suggestions"),
    path("team/behoeften/voorstellen/maak/", suggestions.make_piles, name="make_piles"),
    path("team/behoeften/voorstellen/stapel/<int:pk>/", suggestions.pile, name="pile"),
    path("team/behoeften/voorstellen/overlap/", suggestions.overlaps, name="overlaps"),
    path("team/behoeften/voorstellen/overlap/samen/", suggestions.merge_pair, name="merge_pair"),
    path("team/behoeften/voorstellen/overlap/apart/", suggestions.part_pair, name="part_pair"),
    path(
        "team/behoeften/voorstellen/overlap/<int:pk>/weer/", suggestions.show_pair, name="show_pair"
    ),
    path("team/behoeften/voorstellen/nergens/", suggestions.lonely, name="lonely"),
    path("team/behoeften/begrippen/", concepts.concepts, name="concepts"),
    path("team/behoeften/begrippen/nieuw/", concepts.add_word, name="add_word"),
    path("team/behoeften/begrippen/<int:pk>/weg/", concepts.remove_word, name="remove_word"),
    path("team/behoeften/uitvoer/", interchange.interchange, name="interchange"),
    path("team/behoeften/uitvoer/codeboek/", interchange.enter_codebook, name="enter_codebook"),
    path("team/behoeften/uitvoer/<str:name>", interchange.board_file, name="board_file"),
    path("team/behoeften/dna/", needs.save_dna, name="save_dna"),
    path("team/behoeften/dna/<tongue:language>/", translating.dna_in, name="dna_in"),
    path("team/behoeften/behoefte/<slug:slug>/", needs.edit_need, name="edit_need"),
    path("team/behoeften/behoefte/<slug:slug>/samen/", needs.merge, name="merge"),
    path("team/behoeften/sleutel/", needs.add_key, name="add_key"),
    path("team/behoeften/sleutel/<slug:slug>/", needs.edit_key, name="edit_key"),
    path("team/behoeften/sleutel/<slug:slug>/weg/", needs.remove_key, name="remove_key"),
    path(
        "team/behoeften/sleutel/<slug:slug>/<tongue:language>/", translating.key_in, name="key_in"
    ),
    path("team/behoeften/woorden/", wording.wording, name="wording"),
    path("team/behoeften/woorden/<int:pk>/<slug:name>/", wording.restore, name="restore_wording"),
    path("team/behoeften/terug/<int:pk>/", wording.bring_back, name="bring_key_back"),
    path("team/behoeften/ladder/<int:pk>/", ladder.ladder, name="ladder"),
    path("team/behoeften/ladder/<int:pk>/<rung:rung>/", ladder.climb, name="climb"),
    path("team/behoeften/vastleggen/", freezing.freezing, name="freezing"),
    path("team/behoeften/vastleggen/voorstel/", freezing.propose, name="propose_freeze"),
    path("team/behoeften/vastleggen/<int:pk>/ja/", freezing.confirm, name="confirm_freeze"),
    path("team/behoeften/vastleggen/<int:pk>/los/", freezing.end, name="end_freeze"),
    path("team/momentopnames/", snapshots.snapshots, name="snapshots"),
    path("team/momentopnames/nieuw/", snapshots.take, name="take_snapshot"),
    path("team/momentopnames/vergelijk/", snapshots.compare, name="compare"),
    path("team/momentopnames/<int:pk>/terug/", snapshots.restore, name="restore_snapshot"),
    path("team/behoeften/<kind:kind>/", needs.add_value, name="add_value"),
    path("team/behoeften/<kind:kind>/<int:pk>/", needs.edit_value, name="edit_value"),
]
