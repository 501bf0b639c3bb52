"""Signed webhooks: on their way in a thread of their own, as well or as badly as asked."""

import hashlib
import hmac
import json
import random
import threading
import time
import urllib.request
from http import HTTPStatus

from config.demo.stripe_simulator.errors import public
from config.demo.stripe_simulator.store import Store, Thing

ROUND_SECONDS = 0.1
TIMEOUT_SECONDS = 20
# Stripe tries for days; a demo is over sooner.
TRIES = 20
WAIT_SECONDS = 2.0


def sign(payload: str, secret: str, *, at: int | None = None) -> str:
    """Return the Stripe-Signature header for a payload."""
    moment = int(time.time()) if at is None else at
    digest = hmac.new(secret.encode(), f"{moment}.{payload}".encode(), hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


class Courier:
    """Delivers events in order to one address.

    `store.behaviour` may ask for: "held" (nothing goes out until `flush`), "delay" (seconds),
    "copies" (each event so many times), "reordered" (each batch in random order).
    """

    def __init__(self, store: Store, *, url: str, secret: str) -> None:
        self.store = store
        self.url = url
        self.secret = secret
        self.sent = len(store.objects["event"])
        self.again: list[tuple[float, int, Thing]] = []
        self._stop = threading.Event()

    def start(self) -> threading.Thread:
        """Deliver until `stop`."""
        thread = threading.Thread(target=self._run, daemon=True)
        thread.start()
        return thread

    def stop(self) -> None:
        """End the thread after its present round."""
        self._stop.set()

    def _run(self) -> None:
        while not self._stop.wait(ROUND_SECONDS):
            if not self.store.behaviour.get("held"):
                self.flush()

    def flush(self, *, backwards: bool = False) -> int:
        """Deliver what waits; returns how many events that were."""
        behaviour = self.store.behaviour
        with self.store.lock:
            events = list(self.store.objects["event"].values())[self.sent :]
            self.sent += len(events)
        batch = [event for event in events for _copy in range(int(behaviour.get("copies", 1)))]
        if behaviour.get("reordered"):
            random.shuffle(batch)
        if batch:
            time.sleep(float(behaviour.get("delay", 0)))
        for event in reversed(batch) if backwards else batch:
            self._deliver(event, tries=1)
        due = [entry for entry in self.again if entry[0] <= time.time()]
        self.again = [entry for entry in self.again if entry[0] > time.time()]
        for _at, tries, event in due:
            self._deliver(event, tries=tries)
        return len(events)

    def _deliver(self, event: Thing, *, tries: int) -> None:
        if not self.post(event) and tries < TRIES:
            self.again.append((time.time() + WAIT_SECONDS * tries, tries + 1, event))

    def post(self, event: Thing) -> bool:
        """Send one event; tells whether it was taken."""
        if not self.url:
            return True
        thing = {**event, "data": {"object": public(event["data"]["object"])}}
        payload = json.dumps(thing)
        request = urllib.request.Request(  # noqa: S310 - our own address
            self.url,
            data=payload.encode(),
            headers={"Content-Type": "application/json", "Stripe-Signature": sign(payload, self.secret)},
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
                return bool(answer.status == HTTPStatus.OK)
        except OSError:
            return False
