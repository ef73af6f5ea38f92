"""The quick start's broker: Celery's folder of messages, with whole messages only.

kombu opens a message's file in the folder that workers read, and writes it then. On a busy machine
a worker takes the file in between, finds it empty and stops, and the message is lost. A message
that is written beside it and renamed is there whole or not at all.
"""

import uuid
from pathlib import Path
from time import monotonic
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps


class Channel(filesystem.Channel):
    """A channel whose messages appear at once."""

    # kombu's own two bases name the second argument differently.
    def _put(self, queue: str, payload: Any, **_options: Any) -> None:  # type: ignore[override]
        folder, key = Path(self.data_folder_out), uuid.uuid4()
        # The reader looks for names that end in the queue's; it does not see this one.
        part = folder / f"{key}.part"
        part.write_text(dumps(payload))
        part.rename(folder / f"{round(monotonic() * 1000)}_{key}.{queue}.msg")


class Transport(filesystem.Transport):
    """The transport behind `folder://`."""

    Channel = Channel


TRANSPORT_ALIASES["folder"] = f"{__name__}:Transport"
