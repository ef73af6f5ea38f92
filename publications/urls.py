from django.urls import path, register_converter

from publications.models import Kind
from publications.views import (
    blocks,
    cabinet,
    delivery,
    front_page,
    home,
    newsroom,
    note_desk,
    note_room,
    opendata,
    page_acts,
    page_room,
    press,
    reading,
    story,
    team,
    trace,
    versions,
)

app_name = "publications"


class KindConverter:
    """`nota` and `krant` in addresses."""

    regex = "nota|krant"
    _kinds = {"nota": Kind.NOTE.value, "krant": Kind.NEWSPAPER.value}

    def to_python(self, value: str) -> str:
        return self._kinds[value]

    def to_url(self, value: str) -> str:
        return next(word for word, kind in self._kinds.items() if kind == value)


class BlockActConverter:
    """What can be done with a block in the list: up, down, out, back."""

    regex = "omhoog|omlaag|weg|terug"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(KindConverter, "publication")
register_converter(BlockActConverter, "blockact")

urlpatterns = [
    # For everybody
    path("", home.home, name="home"),
    path("mijn-droom/", trace.my_dream, name="my_dream"),
    path("dromen/<int:number>/", trace.dream, name="dream"),
    path("dromen/<int:number>/voorpagina/", front_page.front_page, name="front_page"),
    path(
        "dromen/<int:number>/voorpagina.png",
        front_page.front_page_picture,
        name="front_page_picture",
    ),
    path("d/<int:number>/", trace.short_link, name="short_link"),
    path("d/<int:number>", trace.short_link),  # as it is printed: one redirect, not two
    path("nota/", reading.note, name="note"),
    path("krant/", reading.newspaper, name="newspaper"),
    path("<publication:kind>/pdf/", cabinet.public_download, name="public_download"),
    path("krant/<slug:slug>/", story.story, name="story"),
    path("krant/<slug:slug>/beeld.png", story.story_picture, name="story_picture"),
    path("cijfers/", reading.figures, name="figures"),
    path("cijfers/dromen.csv", reading.open_data, name="open_data"),
    path("open-data/", opendata.open_data_page, name="open_data_page"),
    path("open-data/<str:name>", opendata.open_data_file, name="open_data_file"),
    # The mayor's office
    path("kabinet/", cabinet.cabinet, name="cabinet"),
    path("kabinet/<publication:kind>/<int:version>/pdf/", cabinet.download, name="download"),
    path("kabinet/<publication:kind>/<int:version>/bronnen.csv", cabinet.sources, name="sources"),
    path("kabinet/<publication:kind>/<int:version>/verschil/", cabinet.changes, name="changes"),
    # /team/
    path("team/", team.team, name="team"),
    path("team/open-data/maak/", opendata.make_open_data, name="make_open_data"),
    path("team/nota/", note_room.note_room, name="note_room"),
    path("team/nota/bronnen/", blocks.sources_to_cite, name="sources_to_cite"),
    path("team/nota/vergelijk/", note_desk.compare_versions, name="compare_notes"),
    path("team/nota/blok/<int:pk>/", blocks.edit_block, name="edit_block"),
    path("team/nota/blok/<int:pk>/kies/", blocks.choose_source, name="choose_source"),
    path("team/nota/blok/<int:pk>/versies/", blocks.block_versions, name="block_versions"),
    path("team/nota/blok/<int:pk>/opmerking/", note_desk.remark, name="remark"),
    path("team/nota/blok/<int:pk>/<blockact:act>/", blocks.change_block, name="change_block"),
    path("team/nota/opmerking/<int:pk>/klaar/", note_desk.settle, name="settle_remark"),
    path("team/nota/hoofdstuk/<slug:slug>/", note_room.chapter, name="note_chapter"),
    path("team/nota/hoofdstuk/<slug:slug>/begin/", note_room.begin, name="begin_chapter"),
    path("team/nota/hoofdstuk/<slug:slug>/nieuw/", note_room.add, name="add_block"),
    path("team/nota/hoofdstuk/<slug:slug>/teken/", note_room.sign, name="sign_chapter"),
    path("team/krant/", newsroom.newsroom, name="newsroom"),
    path("team/<publication:kind>/maak/", versions.make, name="make"),
    path("team/krant/nieuw/", newsroom.new_article, name="new_article"),
    path("team/krant/stuk/<slug:slug>/", newsroom.edit_article, name="edit_article"),
    path("team/krant/stand/", newsroom.plan_state, name="plan_state"),
    path("team/krant/proeven/", newsroom.ask_for_proofs, name="ask_for_proofs"),
    path("team/krant/controle/", newsroom.preflight, name="preflight"),
    path("team/krant/<int:number>/", page_acts.page_room, name="page_room"),
    path("team/krant/<int:number>/stand/", page_room.proof, name="proof"),
    path("team/krant/<int:number>/beeld/<int:width>/", page_room.page_picture, name="page_picture"),
    path("team/krant/<int:number>/vast/", page_acts.hold, name="hold"),
    path("team/krant/<int:number>/sjabloon/", page_acts.choose_template, name="choose_template"),
    path("team/krant/<int:number>/leg/", page_acts.lay_article, name="lay_article"),
    path("team/krant/<int:number>/verplaats/", page_acts.move_article, name="move_article"),
    path("team/krant/<int:number>/weg/", page_acts.take_out, name="take_out"),
    path("team/krant/<int:number>/versies/", page_room.page_versions, name="page_versions"),
    path(
        "team/krant/<int:number>/versies/<int:version>/terug/",
        page_acts.restore,
        name="restore_page",
    ),
    path("team/krant/bezorging/", delivery.delivery, name="delivery"),
    path("team/krant/bezorging/routes/", delivery.paste_routes, name="paste_routes"),
    path("team/krant/bezorging/lijst.csv", delivery.delivery_list, name="delivery_list"),
    path("team/krant/bezorging/<int:pk>/", delivery.delivered, name="delivered"),
    path("team/krant/druk/", press.press_room, name="press_room"),
    path("team/krant/druk/<int:version>/maak/", press.make_press, name="make_press"),
    path("team/krant/druk/<int:version>/", press.press_progress, name="press_progress"),
    path("team/krant/druk/<int:version>/stop/", press.stop, name="stop_press"),
    path("team/krant/druk/<int:version>/pdf/", press.press_file, name="press_file"),
    path("team/uitgaven/<int:pk>/", versions.progress, name="progress"),
    path("team/uitgaven/<int:pk>/stop/", versions.stop, name="stop"),
    path("team/uitgaven/<int:pk>/opnieuw/", versions.retry, name="retry"),
    path("team/uitgaven/<int:pk>/publiceer/", versions.publish, name="publish"),
]
