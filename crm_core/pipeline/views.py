"""The list of deals, its cells that are changed in place, and the form of a new one."""

from collections.abc import Callable, Sequence
from typing import Protocol, cast

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse, reverse_lazy
from django.utils.functional import Promise, cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext, gettext_lazy as _, pgettext_lazy
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic import CreateView
from wagtail.admin.widgets.button import Button

from crm_core.customers.access.fields import name_for
from crm_core.customers.access.rows import Somebody
from crm_core.pipeline.access import CHANGE, EXPORT, REPORTS, deals_visible_to
from crm_core.pipeline.forms import DealForm
from crm_core.pipeline.marks import marks_of
from crm_core.pipeline.models import Deal
from crm_core.pipeline.selection import RELATED, DealSelection, deal_url
from shop.backoffice.columns import DayColumn, MoneyColumn
from shop.backoffice.inline import InlineColumn, InlineView
from shop.backoffice.keyset import SortKey
from shop.backoffice.lists.bar import StandardView

INLINE = ("owner", "amount", "expected_close_on", "probability")


def _open(**more: str) -> str:
    return urlencode({"state": "open", **more})


class DealListView(DealSelection):
    """All deals, the newest first."""

    default_ordering = "-created_at"  # type: ignore[assignment] # None in Wagtail
    export_permission = EXPORT
    list_name = "deals"
    bulk_permission = CHANGE
    has_inline_cells = True
    optional_columns = frozenset({"contact", "pipeline", "probability", "stage_since", "closed_at"})
    standard_views = (
        StandardView(label=_("Open"), query=_open()),
        StandardView(label=_("My open deals"), query=_open(mine="on")),
        StandardView(label=_("No next step"), query="mark=no_step"),
        StandardView(label=_("Stuck"), query="mark=stuck"),
        StandardView(label=_("Overdue"), query="mark=overdue"),
        StandardView(label=pgettext_lazy("deals", "Won"), query="state=won"),
        StandardView(label=pgettext_lazy("deals", "Lost"), query="state=lost"),
    )
    keyset = (
        SortKey(field="created_at"),
        SortKey(field="amount"),
        SortKey(field="stage_since"),
        SortKey(field="expected_close_on", may_be_empty=True),
    )
    list_export = [
        *("pk", "title", "customer_name", "contact_name", "owner", "pipeline", "stage", "state", "amount"),
        *("currency", "chance", "expected_close_on", "created_at", "closed_at", "loss_reason", "lost_to"),
    ]
    export_headings = {
        "customer_name": _("Customer"),
        "contact_name": _("Contact"),
        "chance": _("Probability in percent"),
    }

    def _inline(
        self,
        name: str,
        *,
        label: str | Promise,
        accessor: Callable[[Deal], object] | None = None,
        sort_key: str | None = None,
    ) -> InlineColumn:
        may = self.request.user.has_perm(CHANGE)

        def get_url(deal: Deal) -> str:
            is_fixed = not deal.is_open and name in {"amount", "probability"}
            return reverse("deal_cell", args=[deal.pk, name]) if may and not is_fixed else ""

        return InlineColumn(name, get_url=get_url, label=label, accessor=accessor, sort_key=sort_key)

    def all_columns(self) -> list[BaseColumn]:
        """The deal at a glance, with its marks."""
        return [
            self.record_column("title", label=gettext("Deal"), accessor="title"),
            Column("customer", label=_("Customer"), accessor="customer_name"),
            Column("contact", label=_("Contact"), accessor="contact_name"),
            Column("pipeline", label=_("Pipeline")),
            Column("stage", label=pgettext_lazy("of a deal", "Stage")),
            Column("marks", label=_("Marks"), accessor="mark_words"),
            MoneyColumn("amount", label=_("Amount"), currency="currency", sort_key="amount"),
            Column("probability", label=_("Probability"), accessor=lambda deal: f"{deal.chance} %"),
            self._inline("owner", label=_("Owner")),
            self._inline(
                "expected_close_on",
                label=_("Expected close"),
                accessor=lambda deal: DayColumn("expected_close_on").get_value(deal),
                sort_key="expected_close_on",
            ),
            DateColumn("stage_since", label=_("In this stage since"), sort_key="stage_since"),
            DateColumn("created_at", label=pgettext_lazy("when", "Created"), sort_key="created_at"),
            DateColumn("closed_at", label=_("Closed")),
        ]

    def complete(self, rows: Sequence[object]) -> Sequence[object]:
        """Read the marks of a page, and call customers by what the user sees of them."""
        complete_rows(cast("Sequence[Deal]", rows), self.request.user)
        return rows

    @cached_property
    def header_more_buttons(self) -> list[Button]:  # type: ignore[override]
        """Lead to the reports."""
        reports = []
        if self.request.user.has_perm(REPORTS):
            reports = [Button(_("Reports"), url=reverse("deal_reports"), icon_name="order")]
        return [*super().header_more_buttons, *reports]


class _ToldDeal(Protocol):
    """A deal of the list with what its columns read beside its fields."""

    mark_words: str
    customer_name: str
    contact_name: str


def complete_rows(rows: Sequence[Deal], user: Somebody) -> None:
    """Set on each deal what columns and exports read beside its fields."""
    marks = marks_of(rows)
    for deal in rows:
        found = cast("_ToldDeal", deal)
        found.mark_words = ", ".join(mark.label for mark in marks[deal.pk].told)
        found.customer_name = name_for(user, deal.customer)
        found.contact_name = name_for(user, deal.contact) if deal.contact else ""


class DealCellView(InlineView):
    """One field of a deal, changed in the list."""

    form_class = DealForm
    fields = INLINE
    permission = CHANGE
    list_url = reverse_lazy("deals:index")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Deal]:
        """Return the deals that the user sees."""
        return deals_visible_to(request.user).select_related(*RELATED)

    def may_change(self, request: HttpRequest, field: str) -> bool:
        """Leave it to the right to change deals."""
        return True

    def form_kwargs(self, request: HttpRequest) -> dict[str, object]:
        """Tell the form for whom it is."""
        return {"for_user": request.user}


class DealCreateView(CreateView):
    """A new deal: for the customer and the pipeline of the address; from the board one comes back to it."""

    def get_initial(self) -> dict[str, object]:
        """Begin with what the address names."""
        names = ("customer", "pipeline", "contact", "title")
        return {name: self.request.GET[name][:200] for name in names if self.request.GET.get(name)}

    def get_success_url(self) -> str:
        """Lead back to where it was added from, else to its page."""
        return get_valid_next_url_from_request(self.request) or deal_url(cast("Deal", self.object))
