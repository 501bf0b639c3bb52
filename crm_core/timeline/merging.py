"""To whose record an entry of the timeline belongs when a merge is undone: to that of the fact it tells."""

import re
from collections import defaultdict
from collections.abc import Sequence

from crm_core.consents.models import Consent, ConsentSubject, Suppression
from crm_core.customers.merging.default_rules import keys_of_orders
from crm_core.customers.merging.rules import MERGE_RULES, MOVE, Identifier, MergeRule
from crm_core.customers.models import CustomerIdentifier
from crm_core.timeline.models import MailThread, TimelineEntry
from shop.basket.models import Basket
from shop.contact_data import normalised_email
from shop.json_types import JsonObject
from shop.order.models import Order
from shop.privacy.models import DeletionRequest
from shop.reviews.models import ProductReview

_SOURCE = re.compile(
    r"^(account|review|basket|consent|suppression|account\.deletion_\w+|account\.deleted):(\d+)"
)
_OBJECTION = re.compile(r"^objection:(\d+):")
Kind = CustomerIdentifier.Kind


def keys_of_entries(pks: Sequence[int]) -> dict[int, list[Identifier]]:
    """Return the identifiers of what entries tell: an order's, an account's, a basket's; none for notes.

    `data` of an entry names an order by "number"; one that tells of somebody's account or address may
    name it by "user_id" or "email", whatever its kind.
    """
    entries = list(TimelineEntry.objects.filter(pk__in=pks))
    by_number = _orders_by_number({entry.data.get("number") for entry in entries} - {None})
    by_source = _keys_by_source(entries)
    return {
        entry.pk: by_number.get(entry.data.get("number"), [])
        or _named(entry.data)
        or by_source.get(entry.source, [])
        for entry in entries
    }


def _orders_by_number(numbers: set[str]) -> dict[str, list[Identifier]]:
    orders = dict(Order.objects.filter(number__in=numbers).values_list("pk", "number"))
    return {orders[pk]: keys for pk, keys in keys_of_orders(list(orders)).items()}


def _named(data: JsonObject) -> list[Identifier]:
    keys = [(str(Kind.USER), str(data.get("user_id") or "")), (str(Kind.EMAIL), str(data.get("email") or ""))]
    return [key for key in keys if key[1]]


def _keys_by_source(entries: list[TimelineEntry]) -> dict[str, list[Identifier]]:
    """Return the keys of who did what is told, by the source of the entry; one query for each sort."""
    numbers: dict[str, dict[int, str]] = defaultdict(dict)
    for entry in entries:
        if found := _SOURCE.match(entry.source):
            numbers[found[1].partition(".")[0] + ("." if "." in found[1] else "")][int(found[2])] = (
                entry.source
            )
    users = {source: user for user, source in numbers["account"].items()}
    requests = DeletionRequest.objects.filter(pk__in=numbers["account."]).values_list("pk", "user")
    users |= {source: user for pk, user in requests for source in _sources(entries, "account.", pk)}
    reviews = ProductReview.objects.filter(pk__in=numbers["review"]).values_list("pk", "user")
    users |= {numbers["review"][pk]: user for pk, user in reviews if user}
    keys = {source: [(str(Kind.USER), str(user))] for source, user in users.items()}
    baskets = Basket.objects.filter(pk__in=numbers["basket"])
    for basket, email, user in baskets.values_list("pk", "contact__email", "owner"):
        named = [(str(Kind.USER), str(user or "")), (str(Kind.EMAIL), normalised_email(email or ""))]
        keys[numbers["basket"][basket]] = [key for key in named if key[1]]
    for name, model in (("consent", Consent), ("suppression", Suppression)):
        said = model.objects.filter(pk__in=numbers[name])
        for pk, kind, value in said.values_list("pk", "subject__kind", "subject__value"):
            keys[numbers[name][pk]] = [(kind, value)]
    return keys | _keys_of_objections(entries)


def _keys_of_objections(entries: list[TimelineEntry]) -> dict[str, list[Identifier]]:
    """Return the key of who objected to everything; the same one may have done so several times."""
    subjects = {entry.source: int(found[1]) for entry in entries if (found := _OBJECTION.match(entry.source))}
    said = ConsentSubject.objects.filter(pk__in=subjects.values()).values_list("pk", "kind", "value")
    keys: dict[int, Identifier] = {pk: (kind, value) for pk, kind, value in said} if subjects else {}
    return {source: [keys[pk]] for source, pk in subjects.items() if pk in keys}


def _sources(entries: list[TimelineEntry], beginning: str, number: int) -> list[str]:
    """List the sources of entries that tell of one row, as a wish and its withdrawal do."""
    return [
        entry.source
        for entry in entries
        if entry.source.startswith(beginning) and entry.source.endswith(f":{number}")
    ]


MERGE_RULES.register(MergeRule(model=TimelineEntry, field="customer", action=MOVE, came_by=keys_of_entries))
# A thread belongs to whose page it was begun on.
MERGE_RULES.register(MergeRule(model=MailThread, field="customer", action=MOVE))
