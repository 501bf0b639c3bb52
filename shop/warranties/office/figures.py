"""What repairs count on the start page, and the search for a serial number."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy

from shop.backoffice.figures import FIGURES, TODO, Figure, Reading, capped_count
from shop.backoffice.global_search.registry import PROVIDERS, Fit, Hit, SearchProvider
from shop.backoffice.row_limits import limited
from shop.backoffice.templatetags.backoffice_tags import ago
from shop.user.models import User
from shop.warranties.access import HANDLE, VIEW_UNIT
from shop.warranties.models import Repair, WarrantyUnit
from shop.warranties.queries import normalised_serial
from shop.warranties.states import RepairState


def to_decide() -> Reading:
    """Repairs that customers have asked for."""
    rows = Repair.objects.filter(state=RepairState.REQUESTED)
    number, words = capped_count(rows)
    oldest = rows.order_by("requested_at").first()
    note = _("oldest: %(when)s") % {"when": ago(oldest.requested_at)} if oldest else ""
    query = urlencode({"state": RepairState.REQUESTED, "ordering": "requested_at"})
    url = f"{reverse('repairs:index')}?{query}"
    return Reading(value=words, note=note, url=url, tone=TODO if number else "")


FIGURES.register(
    Figure(
        name="repairs-to-decide",
        section="orders",
        label=gettext_lazy("Repairs to decide"),
        permission=HANDLE,
        read=to_decide,
        order=63,
    )
)


def find_serials(text: str, user: User | AnonymousUser) -> Sequence[Hit]:
    """Find items by their whole serial number, by an index."""
    rows = limited(user, WarrantyUnit.objects.filter(serial=normalised_serial(text)))
    return [
        Hit(
            title=unit.serial,
            url=reverse("warranty_items:inspect", args=[unit.pk]),
            note=unit.line.title,
            fit=Fit.KEY,
        )
        for unit in rows.select_related("line").order_by("-pk")[:10]
    ]


PROVIDERS.register(
    SearchProvider(
        name="serials",
        label=gettext_lazy("Serial numbers"),
        icon="cogs",
        order=45,
        permission=VIEW_UNIT,
        find=find_serials,
        list_url=lambda text: f"{reverse('warranty_items:index')}?{urlencode({'q': text})}",
    )
)
