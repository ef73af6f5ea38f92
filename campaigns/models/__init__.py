from campaigns.models.campaign import Campaign, Commitment, Department, District, Moderation, Phase
from campaigns.models.contribution import (
    Activity,
    AgeGroup,
    Channel,
    Contribution,
    Decision,
    Status,
    Verdict,
    Withdrawal,
)
from campaigns.models.finding import SearchEntry
from campaigns.models.paper import Scan, ScanStatus, SheetBatch
from campaigns.models.people import Membership, User
from campaigns.models.reading import Masking, Reading, Translation
from campaigns.models.work import Heartbeat, ImportRun, RunStatus

__all__ = [
    "Activity",
    "AgeGroup",
    "Campaign",
    "Channel",
    "Commitment",
    "Contribution",
    "Decision",
    "Department",
    "District",
    "Heartbeat",
    "ImportRun",
    "Masking",
    "Membership",
    "Moderation",
    "Phase",
    "Reading",
    "RunStatus",
    "Scan",
    "ScanStatus",
    "SearchEntry",
    "SheetBatch",
    "Status",
    "Translation",
    "User",
    "Verdict",
    "Withdrawal",
]
