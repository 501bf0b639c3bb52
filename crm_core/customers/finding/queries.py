"""Finding customers by fragments of their words."""

from collections.abc import Collection, Set as AbstractSet

from django.db.models import Q, QuerySet

from crm_core.customers.finding.services import COLUMNS
from crm_core.customers.finding.words import Sought, sought
from crm_core.customers.models import CustomerWords

#: Which field of a customer a column tells.
KEPT_AS = {"emails": "email", "phones": "phone"}


def words_matching(
    text: str, *, hidden: AbstractSet[str] = frozenset(), whole: bool = False
) -> QuerySet[CustomerWords] | None:
    """Return the words in which everything that was typed is found, as `whole` words or anywhere.

    None where all of it is too short to be looked for. Addresses and numbers that are `hidden` ("email",
    "phone") are not looked at.
    """
    columns = [column for column in COLUMNS if KEPT_AS.get(column) not in hidden]
    parts = sought(text)
    if not parts:
        return None
    wanted = Q()
    for part in parts:
        wanted &= _condition(part, columns, whole=whole)
    return CustomerWords.objects.filter(wanted)


def _condition(part: Sought, columns: Collection[str], *, whole: bool) -> Q:
    condition = Q(pk__in=[])
    for spelling in part.spellings:
        for column in ("names", "emails"):
            if column in columns:
                sought_for = f" {spelling.strip()} " if whole else spelling
                condition |= Q(**{f"{column}__fragment": sought_for})
    if part.digits and "phones" in columns:
        condition |= Q(phones__fragment=part.digits)
    return condition
