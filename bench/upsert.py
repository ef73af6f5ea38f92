"""How fast PostgreSQL itself keeps a score: the mark our scoring is held against."""

import random
import threading
import time
import uuid

import psycopg

_UPSERT = """
    INSERT INTO survey_score (participant_id, contribution_id, value, given_at, answered_at, network)
    VALUES (%s, %s, %s, now(), now(), '')
    ON CONFLICT (participant_id, contribution_id) DO UPDATE SET value = excluded.value
"""
_TALLY = "UPDATE survey_tally SET scores = scores + 1, total = total + 1 WHERE contribution_id = %s"


def per_second(url: str, *, clients: int = 4, seconds: float = 5) -> float:
    """Return the scores per second that plain SQL keeps: one upsert and one sum a transaction.

    Each client has its own connection and its own participants, as web threads have.
    """
    with psycopg.connect(url) as connection:
        campaign = connection.execute("SELECT id FROM campaigns_campaign").fetchone()
        dreams = [
            pk
            for (pk,) in connection.execute(
                "SELECT contribution_id FROM survey_tally ORDER BY contribution_id LIMIT 100000"
            )
        ]
    assert campaign is not None
    done: list[int] = []
    start = threading.Barrier(clients)

    def keep() -> None:
        dice, kept = random.Random(), 0
        with psycopg.connect(url, autocommit=True) as connection:
            start.wait(timeout=60)
            until = time.perf_counter() + seconds
            while time.perf_counter() < until:
                person = uuid.uuid4()
                connection.execute(
                    "INSERT INTO survey_participant (id, campaign_id, created_at, confirmed_by)"
                    " VALUES (%s, %s, now(), '')",
                    (person, campaign[0]),
                )
                for dream in dice.sample(dreams, min(200, len(dreams))):
                    if time.perf_counter() >= until:
                        break
                    with connection.transaction():
                        connection.execute(_UPSERT, (person, dream, dice.randrange(3)))
                        connection.execute(_TALLY, (dream,))
                    kept += 1
        done.append(kept)

    workers = [threading.Thread(target=keep) for _ in range(clients)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return sum(done) / seconds
