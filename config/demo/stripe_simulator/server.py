"""The simulator as a server: Python's own, for one machine, never for the Internet."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs

from config.demo.stripe_simulator.browser import Browser, as_json, asset
from config.demo.stripe_simulator.errors import ApiError
from config.demo.stripe_simulator.rest import Api
from config.demo.stripe_simulator.store import Store
from config.demo.stripe_simulator.webhooks import Courier

DISPUTE_SECONDS = 8.0
SCRIPTS = {"/stripe.js": "stripe.js", "/frame.js": "frame.js", "/frame.css": "frame.css"}


class Simulator(ThreadingHTTPServer):
    """The API, the pages a browser needs and the webhooks, on one port."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(
        self,
        *,
        port: int,
        secret_key: str,
        webhook_url: str,
        webhook_secret: str,
        state: Path | None = None,
        host: str = "127.0.0.1",
    ) -> None:
        super().__init__((host, port), Handler)
        self.base = f"http://localhost:{self.server_address[1]}"
        self.store = Store(state)
        self.api = Api(self.store, page=self.base, secret_key=secret_key)
        self.browser = Browser(self.store, page=self.base)
        self.courier = Courier(self.store, url=webhook_url, secret=webhook_secret)

    def serve_with_webhooks(self) -> None:
        """Serve until interrupted; webhooks and later disputes come by themselves."""
        self.courier.start()
        threading.Thread(target=self._dispute_later, daemon=True).start()
        try:
            self.serve_forever()
        finally:
            self.courier.stop()
            self.server_close()

    def _dispute_later(self) -> None:
        while True:
            time.sleep(DISPUTE_SECONDS)
            self.browser.open_due_disputes()


class Handler(BaseHTTPRequestHandler):
    """Reads a request, has it answered, writes the answer."""

    protocol_version = "HTTP/1.1"

    @property
    def sim(self) -> Simulator:
        """The server."""
        return cast("Simulator", self.server)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
        """Say nothing: the shop's own log tells enough."""

    def do_GET(self) -> None:
        """Serve the API, scripts and pages."""
        path = self.path.partition("?")[0]
        if path.startswith("/v1/"):
            self._api("GET")
        elif path in SCRIPTS:
            kind = "text/css" if path.endswith(".css") else "text/javascript"
            self._write(200, asset(SCRIPTS[path]), kind=kind)
        elif path == "/favicon.ico":
            self._write(200, asset("icon.svg"), kind="image/svg+xml")
        elif path == "/frame":
            self._write(200, asset("frame.html"))
        elif path.startswith("/3ds/"):
            self._page(lambda: self.sim.browser.challenge_page(path.rpartition("/")[2]))
        elif path == "/":
            self._write(200, self.sim.browser.dashboard())
        else:
            self._write(404, "Not found")

    def do_POST(self) -> None:
        """Serve the API and what the pages send."""
        if self.path.startswith("/v1/"):
            self._api("POST")
            return
        body = self._body()
        if self.path == "/pay":
            status, answer = self.sim.browser.pay(json.loads(body))
            # Not the API: a refused card is an answer like any other to the frame.
            self._write(200, as_json({"status": status, "body": answer}), kind="application/json")
        elif self.path.startswith("/3ds/"):
            succeeds = "answer=yes" in body
            self._redirect(self.sim.browser.answer_challenge(self.path.rpartition("/")[2], succeeds=succeeds))
        elif self.path == "/act":
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._act(form.get("do", ""), form.get("charge", ""), form.get("amount"))
        else:
            self._write(404, "Not found")

    def do_DELETE(self) -> None:
        """Serve the API."""
        self._api("DELETE")

    def _api(self, verb: str) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        status, answer = self.sim.api.call(verb, self.path, self._body(), headers)
        if self.sim.store.behaviour.get("lost_answers", 0) and verb == "POST":
            # The work is done, and nobody hears of it: what a broken connection looks like.
            self.sim.store.behaviour["lost_answers"] -= 1
            self.close_connection = True
            return
        self._write(status, as_json(answer), kind="application/json")

    def _act(self, what: str, charge: str, amount: str | None) -> None:
        try:
            self.sim.browser.act(what, charge, amount)
        except ApiError as error:
            self._write(error.status, str(error))
            return
        self._redirect("/")

    def _page(self, write: Any) -> None:
        try:
            self._write(200, write())
        except ApiError as error:
            self._write(error.status, str(error))

    def _body(self) -> str:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()

    def _redirect(self, url: str) -> None:
        self.send_response(303)
        self.send_header("Location", url)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _write(self, status: int, text: str, *, kind: str = "text/html") -> None:
        payload = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(payload)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(payload)
