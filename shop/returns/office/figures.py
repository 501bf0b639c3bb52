"""What returns count on the start page."""

from datetime import timedelta
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from shop.backoffice.figures import BAD, FIGURES, TODO, Figure, Reading, capped_count
from shop.backoffice.templatetags.backoffice_tags import ago
from shop.returns.access import HANDLE
from shop.returns.models import Return
from shop.returns.states import OPEN, ReturnState


def _reading(rows: QuerySet[Return], tone: str, **filters: str) -> Reading:
    """Count returns and say since when the first of them waits; the filters lead to the same."""
    number, words = capped_count(rows)
    oldest = rows.order_by("requested_at").first()
    note = _("oldest: %(when)s") % {"when": ago(oldest.requested_at)} if oldest else ""
    query = urlencode({**filters, "ordering": "requested_at"})
    url = f"{reverse('returns_office:index')}?{query}"
    return Reading(value=words, note=note, url=url, tone=tone if number else "")


def to_decide() -> Reading:
    """Returns that buyers have asked for."""
    return _reading(Return.objects.filter(state=ReturnState.REQUESTED), TODO, state=ReturnState.REQUESTED)


def to_settle() -> Reading:
    """Returns whose pieces have come."""
    return _reading(Return.objects.filter(state=ReturnState.RECEIVED), TODO, state=ReturnState.RECEIVED)


def due_by_law() -> Reading:
    """Withdrawals whose money has to go back within three days, or had to."""
    near = timezone.now() + timedelta(days=3)
    rows = Return.objects.filter(Q(state__in=OPEN), due_at__lt=near)
    return _reading(rows, BAD, origin="withdrawal")


for _figure in (
    Figure(
        name="returns-to-decide",
        section="orders",
        label=gettext_lazy("Returns to decide"),
        permission=HANDLE,
        read=to_decide,
        order=60,
    ),
    Figure(
        name="returns-to-settle",
        section="orders",
        label=gettext_lazy("Returns to settle"),
        permission=HANDLE,
        read=to_settle,
        order=61,
    ),
    Figure(
        name="returns-due",
        section="orders",
        label=gettext_lazy("Withdrawals to refund"),
        permission=HANDLE,
        read=due_by_law,
        order=62,
    ),
):
    FIGURES.register(_figure)
