"""Idempotency keys, with the answers Stripe gives to those who misuse them."""

import hashlib
import json
import time

from config.demo.stripe_simulator.errors import ApiError
from config.demo.stripe_simulator.store import Store, Thing

KEPT_SECONDS = 86_400
IN_USE = "There is currently another in-progress request using this Idempotent Key."
OTHER_PARAMS = (
    "Keys for idempotent requests can only be used with the same parameters they were first used with."
)


def begin(store: Store, key: str, path: str, params: Thing) -> Thing | None:
    """Claim a key; returns the answer given before, None when there is work to do.

    Raises 409 while the same key is being worked on, 400 when it was used for something else.
    """
    digest = hashlib.sha256(json.dumps([path, params], sort_keys=True).encode()).hexdigest()
    with store.lock:
        known = store.keys.get(key)
        if known and known["at"] < time.time() - KEPT_SECONDS:
            known = None
        if known is None:
            store.keys[key] = {"digest": digest, "at": time.time(), "answer": None}
            return None
        if known["digest"] != digest:
            raise ApiError(400, OTHER_PARAMS, kind="idempotency_error")
        if known["answer"] is None:
            raise ApiError(409, IN_USE, kind="idempotency_error", code="idempotency_key_in_use")
        return dict(known["answer"])


def finish(store: Store, key: str, *, status: int, body: Thing) -> None:
    """Remember the answer."""
    with store.lock:
        store.keys[key]["answer"] = {"status": status, "body": body}


def give_up(store: Store, key: str) -> None:
    """Forget the key: nothing was begun."""
    with store.lock:
        store.keys.pop(key, None)
