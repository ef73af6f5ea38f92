"""What people give online: dreams, scores, answers."""

from survey.models.bundles import AlikePair, Bundle, BundleMember, NotAlike, PairSearch
from survey.models.dreams import Dream, Letter, Occasion, Reason, Recording, Report
from survey.models.participants import Participant
from survey.models.questions import Choice, Option, Question, QuestionKind, Reply
from survey.models.scores import Burst, BurstKind, BurstStatus, Scale, Score, Tally

__all__ = [
    "AlikePair",
    "Bundle",
    "BundleMember",
    "Burst",
    "BurstKind",
    "BurstStatus",
    "Choice",
    "Dream",
    "Letter",
    "NotAlike",
    "Occasion",
    "Option",
    "PairSearch",
    "Participant",
    "Question",
    "QuestionKind",
    "Reason",
    "Recording",
    "Reply",
    "Report",
    "Scale",
    "Score",
    "Tally",
]
