"""What the simulator remembers: objects, idempotency keys, events. Kept in a file if it has one."""

import copy
import json
import secrets
import threading
import time
from pathlib import Path
from typing import Any

from shop.json_types import JsonObject

KINDS = (
    "payment_intent",
    "setup_intent",
    "charge",
    "refund",
    "dispute",
    "customer",
    "payment_method",
    "event",
)
Thing = JsonObject


class Store:
    """Every object by kind and id, in order of creation. Use it with `lock` held."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.lock = threading.RLock()
        self.objects: dict[str, dict[str, Thing]] = {kind: {} for kind in KINDS}
        self.keys: dict[str, Thing] = {}
        # How webhooks travel and what goes wrong on purpose; see `control.py`.
        self.behaviour: Thing = {}
        if path is not None and path.exists():
            kept = json.loads(path.read_text(encoding="utf-8"))
            self.objects.update(kept["objects"])
            self.keys.update(kept["keys"])

    def save(self) -> None:
        """Write everything down, so that a restart goes on from here."""
        if self.path is None:
            return
        scratch = self.path.with_suffix(".new")
        scratch.parent.mkdir(parents=True, exist_ok=True)
        scratch.write_text(json.dumps({"objects": self.objects, "keys": self.keys}), encoding="utf-8")
        scratch.replace(self.path)

    def add(self, kind: str, prefix: str, **fields: Any) -> Thing:
        """Make an object with an id, the time and what every object has."""
        thing = {
            "id": f"{prefix}_{secrets.token_hex(12)}",
            "object": kind,
            "created": int(time.time()),
            "livemode": False,
            **fields,
        }
        self.objects[kind][thing["id"]] = thing
        return thing

    def find(self, kind: str, reference: object) -> Thing | None:
        """Return an object, None where there is none."""
        return self.objects[kind].get(str(reference or ""))

    def all(self, kind: str) -> list[Thing]:
        """List a kind, the latest first."""
        return list(reversed(self.objects[kind].values()))

    def tell(self, kind: str, thing: Thing) -> Thing:
        """Note an event with the object as it is at this moment."""
        return self.add(
            "event",
            "evt",
            api_version="2026-10-28.endive",
            type=kind,
            data={"object": copy.deepcopy(thing)},
            pending_webhooks=1,
            request={"id": None, "idempotency_key": None},
        )
