"""What comes out of a campaign: note, newspaper, open data, and where dreams stand."""

from publications.models.issues import Citation, Issue, Kind, Status
from publications.models.newspaper import Article
from publications.models.note import Passage
from publications.models.opendata import DataFile, OpenData

__all__ = [
    "Article",
    "Citation",
    "DataFile",
    "Issue",
    "Kind",
    "OpenData",
    "Passage",
    "Status",
]
