"""A small load client: some threads, keep-alive, a fixed number of seconds, on loopback only."""

import http.client
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

HEADERS = {"X-Forwarded-Proto": "https", "Accept-Encoding": "identity", "Host": "127.0.0.1"}


@dataclass
class Result:
    """What one page did: requests per second and the 95th percentile in milliseconds."""

    name: str
    seconds: float
    times: list[float] = field(default_factory=list)
    failed: int = 0

    @property
    def per_second(self) -> float:
        return len(self.times) / self.seconds

    def percentile(self, share: float) -> float:
        """Return a percentile of the answer times in milliseconds."""
        ordered = sorted(self.times)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


class Browser:
    """One keep-alive connection with cookies."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookies: dict[str, str] = {}

    def request(
        self, method: str, path: str, body: str | None = None, **headers: str
    ) -> tuple[int, str]:
        """Ask for a page and return its status and text."""
        sent = {**HEADERS, **headers}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        try:
            self.connection.request(method, path, body=body, headers=sent)
            answer = self.connection.getresponse()
        except (http.client.HTTPException, ConnectionError):
            # The server closed an idle connection: open it again, as a browser does.
            self.connection.close()
            self.connection.request(method, path, body=body, headers=sent)
            answer = self.connection.getresponse()
        text = answer.read().decode(errors="replace")
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer.status, text


Job = Callable[[Browser], bool]


def measure(
    name: str, port: int, job: Callable[[], Job], *, threads: int = 4, seconds: float = 8
) -> Result:
    """Run a job over and over on each thread for some seconds, after one warm-up call."""
    result = Result(name, seconds)
    lock = threading.Lock()
    start = threading.Barrier(threads)

    def run() -> None:
        browser, step = Browser(port), job()
        step(browser)
        start.wait(timeout=60)
        until, times, failed = time.perf_counter() + seconds, [], 0
        while (began := time.perf_counter()) < until:
            if step(browser):
                times.append(time.perf_counter() - began)
            else:
                failed += 1
        with lock:
            result.times += times
            result.failed += failed

    workers = [threading.Thread(target=run) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return result
