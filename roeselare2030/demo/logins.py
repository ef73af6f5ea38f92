"""The demo's people, one for each role. They exist only in demo mode."""

from dataclasses import dataclass

from campaigns.permissions import Role

PASSWORD = "durf-dromen-2030"  # noqa: S105 -- printed for everybody, and only in demo mode


@dataclass(frozen=True)
class Login:
    slug: str
    email: str
    first_name: str
    last_name: str
    roles: tuple[Role, ...]

    @property
    def title(self) -> str:
        """Return the name and what the person is here: An, kernteam."""
        return f"{self.first_name}, {self.slug}"


LOGINS = (
    Login("kernteam", "an@demo.example", "An", "Verhelst", (Role.CORE_TEAM,)),
    Login("burgemeester", "burgemeester@demo.example", "Kris", "Dewitte", (Role.CABINET,)),
    Login("ambassadeur", "rita@demo.example", "Rita", "Vanhoutte", (Role.AMBASSADOR,)),
    Login("lezer", "fatima@demo.example", "Fatima", "El Amrani", (Role.MODERATOR,)),
    Login("schrijver", "rik@demo.example", "Rik", "Vandamme", (Role.SCRIBE,)),
    Login("redactie", "lotte@demo.example", "Lotte", "Maes", (Role.EDITOR,)),
    Login("school", "juf.els@demo.example", "Els", "Devos", (Role.SCHOOL,)),
    Login("beheer", "beheer@demo.example", "Bea", "Claeys", (Role.ADMINISTRATOR,)),
)
