from campaigns.models.campaign import Campaign, Commitment, Department, District, Phase
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
from campaigns.models.people import Membership, User
from campaigns.models.work import Heartbeat

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
    "Membership",
    "Phase",
    "Status",
    "User",
    "Verdict",
    "Withdrawal",
]
