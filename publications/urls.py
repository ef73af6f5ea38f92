from django.urls import path, register_converter

from publications.models import Kind
from publications.views import (
    cabinet,
    home,
    newsroom,
    note_room,
    opendata,
    reading,
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


register_converter(KindConverter, "publication")

urlpatterns = [
    # For everybody
    path("", home.home, name="home"),
    path("mijn-droom/", trace.my_dream, name="my_dream"),
    path("dromen/<int:number>/", trace.dream, name="dream"),
    path("d/<int:number>/", trace.short_link, name="short_link"),
    path("d/<int:number>", trace.short_link),  # as it is printed: one redirect, not two
    path("nota/", reading.note, name="note"),
    path("krant/", reading.newspaper, name="newspaper"),
    path("<publication:kind>/pdf/", cabinet.public_download, name="public_download"),
    path("cijfers/", reading.figures, name="figures"),
    path("cijfers/dromen.csv", reading.open_data, name="open_data"),
    path("open-data/", opendata.open_data_page, name="open_data_page"),
    path("open-data/<str:name>", opendata.open_data_file, name="open_data_file"),
    # The mayor's office
    path("kabinet/", cabinet.cabinet, name="cabinet"),
    path("kabinet/<publication:kind>/<int:version>/pdf/", cabinet.download, name="download"),
    path("kabinet/<publication:kind>/<int:version>/bronnen.csv", cabinet.sources, name="sources"),
    # /team/
    path("team/", team.team, name="team"),
    path("team/open-data/maak/", opendata.make_open_data, name="make_open_data"),
    path("team/nota/", note_room.note_room, name="note_room"),
    path("team/krant/", newsroom.newsroom, name="newsroom"),
    path("team/<publication:kind>/maak/", versions.make, name="make"),
    path("team/krant/nieuw/", newsroom.new_article, name="new_article"),
    path("team/krant/stuk/<slug:slug>/", newsroom.edit_article, name="edit_article"),
    path("team/uitgaven/<int:pk>/", versions.progress, name="progress"),
    path("team/uitgaven/<int:pk>/opnieuw/", versions.retry, name="retry"),
    path("team/uitgaven/<int:pk>/publiceer/", versions.publish, name="publish"),
]
