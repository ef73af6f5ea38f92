"""The folder of messages of the quick start."""

import threading
from pathlib import Path

import pytest
from kombu import Connection

from roeselare2030 import folder_broker


@pytest.fixture
def connection(tmp_path: Path):
    for name in ("messages", "control"):
        (tmp_path / name).mkdir()
    messages = str(tmp_path / "messages")
    options = {
        "data_folder_in": messages, "data_folder_out": messages,
        "control_folder": str(tmp_path / "control"), "store_processed": False,
    }  # fmt: skip
    with Connection("folder://", transport_options=options) as found:
        yield found


def test_the_product_uses_it(settings):
    assert settings.REDIS_URL or settings.CELERY_BROKER_URL == "folder://"


def test_a_message_is_never_there_by_half(connection, tmp_path, monkeypatch):
    seen: list[list[str]] = []
    write = Path.write_text

    def watched(path: Path, *words: str) -> int:
        written = write(path, *words)
        seen.append([p.name for p in (tmp_path / "messages").iterdir() if p.suffix == ".msg"])
        return written

    monkeypatch.setattr(folder_broker.Path, "write_text", watched)
    connection.SimpleQueue("whole").put({"dream": "é ☀"})
    assert seen == [[]]
    assert connection.SimpleQueue("whole").get(timeout=2).payload == {"dream": "é ☀"}
    assert list((tmp_path / "messages").iterdir()) == []


def test_every_message_arrives_while_others_are_written(connection):
    # kombu remembers in the process which queues there are: this one has a name of its own.
    queue = connection.SimpleQueue("busy")
    queue.put({"number": -1})  # the table of queues is there now
    options = connection.transport_options

    def write() -> None:
        with Connection("folder://", transport_options=options) as mine:
            own = mine.SimpleQueue("busy")
            for number in range(50):
                own.put({"number": number})

    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    told = []
    for _ in range(151):
        message = queue.get(timeout=20)
        told.append(message.payload["number"])
        message.ack()
    assert sorted(told) == [-1, *sorted(list(range(50)) * 3)]
    for writer in writers:
        writer.join()
