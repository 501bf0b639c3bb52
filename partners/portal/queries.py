"""News: which are for whom."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from partners.accounts.access import PartnerAccess
from partners.accounts.audiences import chosen_by, reader_of
from partners.portal.models import NewsReading, PartnerNews

MOST = 200


def published(*, now: datetime) -> QuerySet[PartnerNews]:
    """List what is published at a moment, the newest first."""
    running = Q(published_to=None) | Q(published_to__gt=now)
    return PartnerNews.objects.filter(running, published_from__lte=now).order_by("-published_from", "-pk")


def news_for(access: PartnerAccess, *, now: datetime) -> list[PartnerNews]:
    """Return the news of a reader, the newest first, each with `is_read`; of the last 200 that are published.

    One query, and one for each way to tell partners apart that some of them name.
    """
    mine = NewsReading.objects.filter(news=OuterRef("pk"), user=access.user_id)
    rows = list(published(now=now).annotate(is_read=Exists(mine))[:MOST])
    return _chosen(rows, access)


def news_item(access: PartnerAccess, pk: int, *, now: datetime) -> PartnerNews | None:
    """Return one piece of news of a reader; None where it is not theirs, or not published."""
    rows = _chosen(published(now=now).filter(pk=pk), access)
    return rows[0] if rows else None


def _chosen(rows: Iterable[PartnerNews], access: PartnerAccess) -> list[PartnerNews]:
    found = list(rows)
    named = {name for row in found for name, values in row.audience.items() if values}
    reader = reader_of(access, named)
    return [row for row in found if chosen_by(row.audience, reader)]
