"""What comes out of a campaign: note, newspaper, open data, and where dreams stand."""

from publications.models.delivery import Delivery, Route, StickerRule
from publications.models.issues import Citation, Issue, Kind
from publications.models.jobs import IN_THE_MAKING, Job, Status
from publications.models.newspaper import Article, Page, PageVersion
from publications.models.note import (
    Block,
    BlockKind,
    BlockVersion,
    Passage,
    Place,
    Remark,
    SignOff,
)
from publications.models.opendata import DataFile, OpenData
from publications.models.press import PressFile, PressSettings

__all__ = [
    "IN_THE_MAKING",
    "Article",
    "Block",
    "BlockKind",
    "BlockVersion",
    "Citation",
    "DataFile",
    "Delivery",
    "Issue",
    "Job",
    "Kind",
    "OpenData",
    "Page",
    "PageVersion",
    "Passage",
    "Place",
    "PressFile",
    "PressSettings",
    "Remark",
    "Route",
    "SignOff",
    "Status",
    "StickerRule",
]
