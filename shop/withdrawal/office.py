"""Withdrawals in the back office: the list, the page with the proof, the settings."""

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.urls import URLPattern, reverse
from django.utils.translation import gettext, gettext_lazy as _
from django.views.decorators.http import require_http_methods
from wagtail.admin.ui.tables import BaseColumn, BooleanColumn, Column, DateColumn
from wagtail.permissions import register_permission_policy

from shop.backoffice.access import ReadOnlyPolicy, renders_forbidden
from shop.backoffice.listing import ListView
from shop.backoffice.panels import MAIN, SIDE, Panel, panel_registry
from shop.backoffice.record import RecordView, RecordViewSet
from shop.backoffice.row_limits import ROW_LIMITS, RowLimit, Somebody, limited
from shop.order.models import Order
from shop.registry import Registry
from shop.returns.office.views import settings_page
from shop.user.models import User
from shop.withdrawal.models import Withdrawal, WithdrawalSettings

CHANGE_SETTINGS = "withdrawal.change_withdrawalsettings"
PANELS: Registry[Panel[Withdrawal]] = panel_registry("panel of a withdrawal")
register_permission_policy(Withdrawal, ReadOnlyPolicy(Withdrawal))


def withdrawals_visible_to(user: Somebody, rows: QuerySet[Withdrawal]) -> QuerySet[Withdrawal]:
    """Leave the withdrawals from the orders that somebody sees."""
    if Order._meta.label_lower not in ROW_LIMITS:
        return rows
    return rows.filter(order__in=limited(user, Order.objects.order_by()).values("pk"))


ROW_LIMITS.register(RowLimit(name=Withdrawal._meta.label_lower, limit=withdrawals_visible_to))


def proof(found: Withdrawal, _user: User | AnonymousUser) -> dict[str, object]:
    """Show the statement as it is kept, and who made it."""
    return {"declarant": getattr(found, "declarant", None)}


def outcome(found: Withdrawal, _user: User | AnonymousUser) -> dict[str, object]:
    """Say what became of it, and lead there."""
    made = getattr(found, "outcome", None)
    returned = made.returned if made else None
    return {
        "order": found.order,
        "order_url": reverse("dashboard:order-detail", kwargs={"number": found.order.number}),
        "outcome": made,
        "returned": returned,
    }


PANELS.register(
    Panel(
        name="proof",
        title=_("Statement"),
        context=proof,
        order=10,
        area=MAIN,
        template="withdrawal/office/proof.html",
    )
)
PANELS.register(
    Panel(
        name="outcome",
        title=_("Outcome"),
        context=outcome,
        order=10,
        area=SIDE,
        template="withdrawal/office/outcome.html",
    )
)


class WithdrawalListView(ListView):
    """The withdrawals, the latest first."""

    page_title = _("Withdrawals")
    default_ordering = "-confirmed_at"
    search_fields = ["number", "order__number"]
    list_export = ["number", "order.number", "is_whole", "confirmed_at", "statement"]
    export_permission = "withdrawal.view_withdrawal"
    export_headings = {"order.number": _("Order")}

    def all_columns(self) -> list[BaseColumn]:
        """Which, of what order, when, whether of all."""
        return [
            self.record_column("number", label=gettext("Withdrawal"), accessor="number", sort_key="number"),
            Column("order", label=_("Order"), accessor="order.number"),
            DateColumn("confirmed_at", label=_("Confirmed"), sort_key="confirmed_at"),
            BooleanColumn("is_whole", label=_("The whole order")),
            BooleanColumn(
                "is_decided",
                label=_("Decided"),
                accessor=lambda found: getattr(found, "outcome", None) is not None,
            ),
        ]

    def get_base_queryset(self) -> QuerySet[Withdrawal]:
        """Leave those of orders out that the user does not see."""
        return limited(self.request.user, Withdrawal.objects.select_related("order", "outcome"))


class WithdrawalPageView(RecordView):
    """One withdrawal, read and never written."""

    def get_queryset(self) -> QuerySet[Withdrawal]:
        """Leave those of orders out that the user does not see."""
        rows = Withdrawal.objects.select_related("order", "declarant", "outcome__returned")
        return limited(self.request.user, rows)

    def get_summary(self) -> list[object]:
        """Say from which order."""
        return [self.object.order.number]


class WithdrawalViewSet(RecordViewSet):
    """List and page at `/cms/withdrawals/`."""

    model = Withdrawal
    name = "withdrawals"
    url_prefix = "withdrawals"
    icon = "doc-full"
    menu_label: Any = _("Withdrawals")
    menu_name = "withdrawals"
    add_to_admin_menu = True
    index_view_class = WithdrawalListView
    inspect_view_class = WithdrawalPageView
    inspect_view_fields = ["confirmed_at", "is_whole", "language"]
    record_panels = PANELS
    form_fields = ["number"]
    list_name = "withdrawals"
    list_filter = ["is_whole"]
    search_fields = WithdrawalListView.search_fields
    search_backend_name = None
    export_filename = "withdrawals"

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave columns and export to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {key: view_kwargs[key] for key in view_kwargs.keys() - {"list_export", "list_display"}}

    def get_urlpatterns(self) -> list[URLPattern]:
        """Leave out the model's own form: a statement is never written by hand."""
        return [each for each in super().get_urlpatterns() if each.name not in {"add", "edit", "delete"}]


class WithdrawalSettingsForm(forms.ModelForm):
    """The period, and since when buyers are told."""

    class Meta:
        model = WithdrawalSettings
        fields: ClassVar = ["period_days", "informed_since"]


withdrawal_settings = require_http_methods(["GET", "HEAD", "POST"])(
    renders_forbidden(
        permission_required(CHANGE_SETTINGS, raise_exception=True)(
            settings_page(
                WithdrawalSettings,
                WithdrawalSettingsForm,
                title=_("Right of withdrawal"),
                address="withdrawal_settings",
            )
        )
    )
)
