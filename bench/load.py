"""A closed-loop HTTP client: threads that keep their connection and send the next request when the last is answered."""

import http.client
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Browser:
    """One visitor: a connection and a cookie jar."""

    base: str
    cookies: dict[str, str] = field(default_factory=dict)
    connection: http.client.HTTPConnection | None = None
    headers: dict[str, str] = field(default_factory=dict)
    location: str = ""

    def request(
        self, method: str, path: str, form: dict[str, str] | None = None, json: str | None = None
    ) -> tuple[int, bytes]:
        """Send one request and return status and body; redirects are not followed."""
        if self.connection is None:
            parts = urlsplit(self.base)
            self.connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        cookies = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        headers = {"Cookie": cookies, "Accept-Language": "en", **self.headers}
        body = json
        if json is not None:
            headers |= {"Content-Type": "application/json"}
        if form is not None:
            body = urlencode(form)
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
            headers.setdefault("Referer", self.base + path)
        response, content = self._answer(method, path, body, headers)
        for line in response.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        self.location = response.headers.get("Location") or ""
        return response.status, content

    def _answer(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> tuple[http.client.HTTPResponse, bytes]:
        """Send, and send again where the server had hung up an idle connection meanwhile."""
        connection = self.connection
        assert connection is not None
        was_idle = connection.sock is not None
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            return response, response.read()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            connection.close()
            if not was_idle:
                raise
            return self._answer(method, path, body, headers)
        except (OSError, http.client.HTTPException):
            connection.close()
            raise

    def get(self, path: str) -> bytes:
        """Get a page that must answer 200."""
        status, content = self.request("GET", path)
        if status != 200:
            raise RuntimeError(f"GET {path}: {status}")
        return content

    def close(self) -> None:
        """Hang up, as a visitor who leaves does."""
        if self.connection:
            self.connection.close()
            self.connection = None

    def post(self, path: str, form: dict[str, str]) -> int:
        """Post a form that must be answered by 200 or a redirect."""
        status, _content = self.request("POST", path, form)
        if status not in (200, 302, 303):
            raise RuntimeError(f"POST {path}: {status}")
        return status


def token_in(page: bytes) -> str:
    """Return the CSRF token of the first form of a page."""
    found = TOKEN.search(page)
    if found is None:
        raise RuntimeError("the page holds no form")
    return found.group(1).decode()


@dataclass(frozen=True)
class Figures:
    """What a run gave: requests (or flows) per second, latency in milliseconds, failures."""

    per_second: float
    p50: float
    p95: float
    p99: float
    failed: int


def percentile(sorted_values: list[float], share: float) -> float:
    """Return the nearest-rank percentile of sorted values."""
    return sorted_values[min(len(sorted_values) - 1, int(share * len(sorted_values)))]


def drive(operation: Callable[[int, int], None], *, concurrency: int, seconds: float) -> Figures:
    """Call `operation(worker, turn)` in `concurrency` threads for some seconds."""
    times: list[float] = []
    failures: list[Exception] = []
    end = time.perf_counter() + seconds

    def work(worker: int) -> None:
        turn = 0
        while time.perf_counter() < end:
            started = time.perf_counter()
            try:
                operation(worker, turn)
            except (OSError, RuntimeError, http.client.HTTPException) as error:
                failures.append(error)
            else:
                times.append(time.perf_counter() - started)
            turn += 1

    started = time.perf_counter()
    threads = [threading.Thread(target=work, args=(number,)) for number in range(concurrency)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = time.perf_counter() - started
    if not times:
        raise RuntimeError(f"nothing succeeded; the first failure: {failures[0] if failures else 'none'}")
    times.sort()
    return Figures(
        per_second=len(times) / elapsed,
        p50=percentile(times, 0.5) * 1000,
        p95=percentile(times, 0.95) * 1000,
        p99=percentile(times, 0.99) * 1000,
        failed=len(failures),
    )
