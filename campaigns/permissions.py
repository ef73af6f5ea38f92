"""Who may do what: one table of roles and permissions for every campaign."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    CORE_TEAM = "core_team", _("Core team")
    MODERATOR = "moderator", _("Moderator")
    EDITOR = "editor", _("Editor")
    AMBASSADOR = "ambassador", _("Ambassador")
    CABINET = "cabinet", _("Mayor's office")
    SCRIBE = "scribe", _("Scribe")
    SCHOOL = "school", _("School")
    ADMINISTRATOR = "administrator", _("Administrator")


class Permission(StrEnum):
    TEAM = "team"  # the team's start page
    STEER = "steer"  # phases and gates
    RECRUIT = "recruit"  # candidates, trainings, certificates
    PLAN = "plan"  # dream sessions
    NOTE = "note"  # write notes in one's own sessions
    MODERATE = "moderate"
    ENTER = "enter"  # write down what people say at a counter, on paper or in a recording
    CURATE = "curate"  # schools and artworks
    IMPORT = "import"
    CLUSTER = "cluster"
    SCRIBE = "scribe"  # record actions at a debate table
    DIRECT = "direct"  # lead the debate day
    EDIT = "edit"  # compose and render publications
    CABINET = "cabinet"  # read and download what is ready for the board
    SIGN = "sign"  # sign the commitment
    ADMINISTER = "administer"


_P = Permission
PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.CORE_TEAM: frozenset(
        {
            _P.TEAM, _P.STEER, _P.RECRUIT, _P.PLAN, _P.NOTE, _P.MODERATE, _P.ENTER, _P.CURATE, _P.IMPORT,
            _P.CLUSTER, _P.SCRIBE, _P.DIRECT, _P.EDIT, _P.CABINET,
        }
    ),
    Role.MODERATOR: frozenset({_P.TEAM, _P.MODERATE, _P.ENTER, _P.CURATE}),
    Role.EDITOR: frozenset({_P.TEAM, _P.EDIT, _P.CABINET}),
    Role.AMBASSADOR: frozenset({_P.NOTE, _P.ENTER, _P.CLUSTER}),
    Role.CABINET: frozenset({_P.CABINET, _P.SIGN}),
    Role.SCRIBE: frozenset({_P.SCRIBE}),
    Role.SCHOOL: frozenset(),
    Role.ADMINISTRATOR: frozenset(Permission),
}  # fmt: skip

# These roles see and change other people's data, so a password alone is not enough for them.
SECOND_FACTOR_ROLES = frozenset({Role.CORE_TEAM, Role.ADMINISTRATOR})
