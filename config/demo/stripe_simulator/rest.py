"""The API: which call does what, with its parameters, errors and idempotency keys."""

import copy
import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from config.demo.stripe_simulator import idempotency, intents, money
from config.demo.stripe_simulator.errors import ApiError, missing, public
from config.demo.stripe_simulator.store import Store, Thing

Answer = tuple[int, Thing]
MOST = 100
LISTS = {"charge": "charges", "refund": "refunds", "event": "events", "dispute": "disputes"}


class Api:
    """Answers requests to /v1. `page` is the address of the simulator's own pages."""

    def __init__(self, store: Store, *, page: str, secret_key: str) -> None:
        self.store = store
        self.page = page
        self.secret_key = secret_key
        #: Every request, as a test replays it against Stripe's own description.
        self.seen: list[tuple[str, str, str]] = []

    def call(self, verb: str, path: str, body: str, headers: dict[str, str]) -> Answer:
        """Answer one request; never raises."""
        self.seen.append((verb, path, body))
        try:
            self._let_in(headers)
            query = path.partition("?")[2]
            params = unflatten(parse_qsl(query if verb == "GET" else body, keep_blank_values=True))
            key = headers.get("idempotency-key", "") if verb == "POST" else ""
            return self._once(key, verb, path, params) if key else (200, self._do(verb, path, params))
        except ApiError as error:
            return error.status, error.body

    def _let_in(self, headers: dict[str, str]) -> None:
        if headers.get("authorization") != f"Bearer {self.secret_key}":
            raise ApiError(401, "Invalid API Key provided.")

    def _once(self, key: str, verb: str, path: str, params: Thing) -> Answer:
        before = idempotency.begin(self.store, key, path, params)
        if before is not None:
            return before["status"], before["body"]
        # The key is in use while the work takes its time, as it is at Stripe.
        time.sleep(float(self.store.behaviour.get("latency", 0)))
        try:
            answer = 200, self._do(verb, path, params)
        except ApiError as error:
            if not error.saved:
                idempotency.give_up(self.store, key)
                raise
            answer = error.status, error.body
        idempotency.finish(self.store, key, status=answer[0], body=answer[1])
        return answer

    def _do(self, verb: str, path: str, params: Thing) -> Thing:
        with self.store.lock:
            for wanted, pattern, handler in ROUTES:
                found = re.fullmatch(pattern, path.partition("?")[0])
                if wanted == verb and found:
                    answer = handler(self, params, *found.groups())
                    self.store.save()
                    return copy.deepcopy(public(answer))
        raise ApiError(404, f"Unrecognized request URL ({verb}: {path}).")

    def _get(self, kind: str, reference: str) -> Thing:
        found = self.store.find(kind, reference)
        if found is None:
            raise missing(kind, reference)
        return found

    def list_of(self, kind: str, params: Thing) -> Thing:
        """List objects, the latest first, filtered and in pages as Stripe does."""
        things = self.store.all(kind)
        for name in ("payment_intent", "charge", "customer", "type"):
            if name in params:
                things = [thing for thing in things if thing.get(name) == params[name]]
        since = (params.get("created") or {}).get("gte") if isinstance(params.get("created"), dict) else None
        if since:
            things = [thing for thing in things if thing["created"] >= int(since)]
        after = params.get("starting_after")
        if after:
            places = [thing["id"] for thing in things]
            things = things[places.index(after) + 1 :] if after in places else []
        limit = min(int(params.get("limit", 10)), MOST)
        return {
            "object": "list",
            "url": f"/v1/{LISTS.get(kind, kind)}",
            "has_more": len(things) > limit,
            "data": [public(thing) for thing in things[:limit]],
        }


def unflatten(pairs: list[tuple[str, str]]) -> Thing:
    """Turn `a[b]=1` into `{"a": {"b": "1"}}`, as Stripe reads forms."""
    result: Thing = {}
    for name, value in pairs:
        parts = re.findall(r"[^\[\]]+", name)
        place = result
        for part in parts[:-1]:
            place = place.setdefault(part, {})
        place[parts[-1]] = value
    return result


def _intent_call(work: Callable[..., Thing]) -> Callable[..., Thing]:
    return lambda api, params, reference: work(api.store, api._get("payment_intent", reference), params)


def _confirm(api: Api, params: Thing, reference: str) -> Thing:
    return intents.confirm_intent(api.store, api._get("payment_intent", reference), params, page=api.page)


def _make_customer(api: Api, params: Thing) -> Thing:
    return api.store.add("customer", "cus", email=params.get("email"), metadata=params.get("metadata") or {})


def _drop_customer(api: Api, _params: Thing, reference: str) -> Thing:
    api._get("customer", reference)
    del api.store.objects["customer"][reference]
    for method in api.store.all("payment_method"):
        if method["customer"] == reference:
            method["customer"] = None
    return {"id": reference, "object": "customer", "deleted": True}


def _methods_of(api: Api, params: Thing, reference: str) -> Thing:
    api._get("customer", reference)
    return api.list_of("payment_method", {**params, "customer": reference})


def _detach(api: Api, _params: Thing, reference: str) -> Thing:
    method = api._get("payment_method", reference)
    method["customer"] = None
    return method


def _reader(kind: str) -> Callable[..., Thing]:
    return lambda api, _params, reference: api._get(kind, reference)


def _lister(kind: str) -> Callable[..., Thing]:
    return lambda api, params: api.list_of(kind, params)


def _account(_api: Api, _params: Thing) -> Thing:
    return {
        "id": "acct_simulator",
        "object": "account",
        "charges_enabled": True,
        "business_profile": {"name": "Simulator"},
        "settings": {"dashboard": {"display_name": "Simulator"}},
    }


ID = r"([A-Za-z0-9_]+)"
ROUTES: tuple[tuple[str, str, Callable[..., Any]], ...] = (
    ("GET", "/v1/account", _account),
    ("POST", "/v1/payment_intents", lambda api, params: intents.create_intent(api.store, params)),
    ("GET", f"/v1/payment_intents/{ID}", _reader("payment_intent")),
    ("POST", f"/v1/payment_intents/{ID}", _intent_call(intents.update_intent)),
    ("POST", f"/v1/payment_intents/{ID}/confirm", _confirm),
    ("POST", f"/v1/payment_intents/{ID}/capture", _intent_call(intents.capture_intent)),
    ("POST", f"/v1/payment_intents/{ID}/cancel", _intent_call(intents.cancel_intent)),
    ("POST", "/v1/setup_intents", lambda api, params: intents.create_setup_intent(api.store, params)),
    ("GET", f"/v1/setup_intents/{ID}", _reader("setup_intent")),
    ("POST", "/v1/refunds", lambda api, params: money.create_refund(api.store, params)),
    ("POST", "/v1/customers", _make_customer),
    ("GET", f"/v1/customers/{ID}", _reader("customer")),
    ("DELETE", f"/v1/customers/{ID}", _drop_customer),
    ("GET", f"/v1/customers/{ID}/payment_methods", _methods_of),
    ("GET", f"/v1/payment_methods/{ID}", _reader("payment_method")),
    ("POST", f"/v1/payment_methods/{ID}/detach", _detach),
    *((("GET", f"/v1/{name}", _lister(kind)) for kind, name in LISTS.items())),
    *((("GET", f"/v1/{name}/{ID}", _reader(kind)) for kind, name in LISTS.items())),
)
