"""People who take a chair, for tests."""

import threading
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection

from dreamsessions.models import Registration, Session
from dreamsessions.services.registering import register


def take_chair(session: Session, name: str = "Ines", email: str = "", **more: Any) -> Registration:
    """Take a chair, or a place in line when there is none; letters are in English."""
    values: dict[str, Any] = {"key": uuid.uuid4(), "language": "en", "may_wait": True} | more
    return register(session=session, first_name=name, email=email, **values)[0]


def chair_form(**changes: str) -> dict[str, str]:
    return {"key": str(uuid.uuid4()), "first_name": "Ines", "email": "", "website": ""} | changes


def at_once(acts: Sequence[Callable[[], object]]) -> list[object]:
    """Do several things at the same moment, each on a connection of its own; return what came."""
    came: list[object] = []
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        try:
            start.wait(20)
            came.append(act())
        except Exception as error:  # what went wrong is the outcome
            came.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came
