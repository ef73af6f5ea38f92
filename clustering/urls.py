from django.urls import path, register_converter
from django.urls.converters import StringConverter

from clustering.views import board, keys, needs

app_name = "clustering"


class KindConverter(StringConverter):
    """A core value or a quality."""

    regex = "waarde|kwaliteit"


register_converter(KindConverter, "kind")

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
    path("team/bord/behoefte/", board.new_need, name="new_need"),
    path("team/bord/ongedaan/", board.undo, name="undo"),
    path("team/bord/splits/<int:pk>/", board.split, name="split"),
    path("team/behoeften/", needs.needs, name="needs"),
    path("team/behoeften/nieuw/", needs.add_need, name="add_need"),
    path("team/behoeften/dna/", needs.save_dna, name="save_dna"),
    path("team/behoeften/behoefte/<slug:slug>/", needs.edit_need, name="edit_need"),
    path("team/behoeften/behoefte/<slug:slug>/samen/", needs.merge, name="merge"),
    path("team/behoeften/sleutel/", needs.add_key, name="add_key"),
    path("team/behoeften/sleutel/<slug:slug>/", needs.edit_key, name="edit_key"),
    path("team/behoeften/<kind:kind>/", needs.add_value, name="add_value"),
    path("team/behoeften/<kind:kind>/<int:pk>/", needs.edit_value, name="edit_value"),
]
