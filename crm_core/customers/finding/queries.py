"""Finding customers by fragments of their words."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from crm_core.customers.finding.services import COLUMNS
from crm_core.customers.finding.words import Sought, sought
from crm_core.customers.models import CustomerWords


def words_matching(text: str, *, columns: Collection[str] = COLUMNS) -> QuerySet[CustomerWords] | None:
    """Return the words in which everything that was typed is found; None where it is too short to be looked for."""
    parts = [condition for part in sought(text) if (condition := _condition(part, columns))]
    if not parts:
        return None
    wanted = Q()
    for part in parts:
        wanted &= part
    return CustomerWords.objects.filter(wanted)


def _condition(part: Sought, columns: Collection[str]) -> Q:
    condition = Q(pk__in=[])
    for spelling in part.spellings:
        for column in ("names", "emails"):
            if column in columns:
                condition |= Q(**{f"{column}__fragment": spelling})
    if part.digits and "phones" in columns:
        condition |= Q(phones__fragment=part.digits)
    return condition
