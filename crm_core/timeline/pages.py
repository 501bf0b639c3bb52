"""One page of a timeline, as the customer page and the timeline's own page show it."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from crm_core.customers.models import Customer
from crm_core.timeline.kinds import GROUPS, KINDS, kind_of
from crm_core.timeline.queries import timeline_of
from shop.backoffice.paginator import CappedPaginator
from shop.user.models import User

ENTRIES_PER_PAGE = 20
MONEY_GROUP = "orders"


def timeline_page(
    customer: Customer, user: User, asked: Mapping[str, object] | None = None
) -> dict[str, object]:
    """Return one page of the timeline as a template's context; `asked` holds "group" and "p".

    Who may not see orders does not read them here either.
    """
    asked = asked or {}
    group = str(asked.get("group", ""))
    hidden = [] if user.has_perm("order.view_order") else [MONEY_GROUP]
    entries = timeline_of(customer, group=group)
    for name in hidden:
        entries = entries.exclude(kind__in=[kind.name for kind in KINDS if kind.group == name])
    page = CappedPaginator(entries, ENTRIES_PER_PAGE).get_page(asked.get("p"))
    used = {kind.group for kind in KINDS} | {"other"}
    groups = [(name, label) for name, label in GROUPS.items() if name in used and name not in hidden]
    return {
        "page": page,
        "rows": [(kind_of(entry.kind), entry) for entry in page.object_list],
        "groups": [("", _("All")), *groups],
        "group": group,
    }
