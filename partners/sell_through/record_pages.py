"""Pages of staff: a report with its lines, a period with its reports and the lock."""

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _, gettext_lazy, ngettext
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.widgets.button import HeaderButton

from partners.sell_through.models import Kind, ReportingPeriod, SellThroughReport
from partners.sell_through.services import lock_period, unlock_period
from shop.backoffice.panels import MAIN, Panel, panel_registry, table
from shop.backoffice.record import ActiveRecordView, RecordView, submit_button
from shop.registry import Registry
from shop.user.models import User

LOCK = "sell_through.change_reportingperiod"
SHOWN = 200
REPORT_PANELS: Registry[Panel[SellThroughReport]] = panel_registry("panel of a sell-through report")
PERIOD_PANELS: Registry[Panel[ReportingPeriod]] = panel_registry("panel of a reporting period")


def lines(report: SellThroughReport, _user: User) -> dict[str, object] | None:
    """List the first stored lines."""
    product = Column("product", label=gettext_lazy("Product"))
    pieces = Column("quantity", label=gettext_lazy("Quantity"))
    if report.kind == Kind.STOCK:
        return table([product, pieces], report.stock_lines.select_related("product__parent")[:SHOWN])
    columns = [
        product,
        Column("sku", label=gettext_lazy("Partner's SKU")),
        pieces,
        DateColumn("sold_on", label=gettext_lazy("Sold on")),
        Column("unit_price", label=gettext_lazy("Unit price")),
        Column("customer", label=gettext_lazy("End customer")),
        Column("city", label=gettext_lazy("City")),
        Column("country", label=gettext_lazy("Country")),
    ]
    return table(columns, report.sales_lines.select_related("product__parent")[:SHOWN])


def reports(period: ReportingPeriod, _user: User) -> dict[str, object] | None:
    """List the reports of a period."""
    rows = period.reports.select_related("account__company", "period")
    columns = [
        Column("account", label=gettext_lazy("Partner account")),
        Column("kind", label=gettext_lazy("Kind"), accessor="get_kind_display"),
        Column("state", label=gettext_lazy("State"), accessor="get_state_display"),
        Column("row_count", label=gettext_lazy("Rows")),
    ]
    return table(columns, rows[:SHOWN])


REPORT_PANELS.register(Panel(name="lines", title=gettext_lazy("Lines"), context=lines, order=10, area=MAIN))
PERIOD_PANELS.register(
    Panel(name="reports", title=gettext_lazy("Reports"), context=reports, order=10, area=MAIN)
)


class ReportPageView(RecordView[SellThroughReport]):
    """A report, never written by staff."""

    def get_queryset(self) -> QuerySet[SellThroughReport]:
        """Load what the head names."""
        return SellThroughReport.objects.select_related("account__company", "period")


class PeriodPageView(ActiveRecordView):
    """A period; who may change it closes it and opens it again."""

    action_permission = LOCK
    record_actions = ("lock", "unlock")

    def get_actions(self) -> Sequence[HeaderButton]:
        """Offer what can be done now."""
        if not self.may_act():
            return []
        if self.object.is_locked:
            return [submit_button(_("Open again"), name="action", value="unlock")]
        return [submit_button(_("Close the period"), name="action", value="lock")]

    def get_action_values(self) -> Mapping[str, str]:
        """Send nothing beside the action."""
        return {}

    def lock(self, request: HttpRequest) -> HttpResponse:
        """Close it: its reports are final."""
        count = lock_period(self.object, by=request.user)  # type: ignore[arg-type]
        text = ngettext("%(count)d report accepted.", "%(count)d reports accepted.", count)
        messages.success(request, text % {"count": count})
        return self.reload_page()

    def unlock(self, request: HttpRequest) -> HttpResponse:
        """Open it: its reports may be corrected."""
        unlock_period(self.object)
        return self.reload_page()
