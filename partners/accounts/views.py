"""Partner accounts in the back office."""

from collections.abc import Sequence

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn
from wagtail.admin.widgets.button import HeaderButton

from partners.accounts.models import PartnerAccount, PartnerDelegate
from partners.accounts.panels import PARTNER_FIGURES
from shop.b2b.models import CompanyContact
from shop.backoffice.columns import PercentColumn
from shop.backoffice.listing import ListView
from shop.backoffice.record import RecordFigure, RecordView


class PartnerAccountListView(ListView):
    """Every partner account; found by company, VAT id and code."""

    search_fields = ["company__name", "company__vat_id", "code"]
    default_ordering = "company__name"
    export_permission = "partner_accounts.export_partneraccount"
    list_export = ["code", "company", "commission_rate", "return_period_days", "status", "created_at"]

    @cached_property
    def columns(self) -> list[Column]:
        """Who, by which code, at which rate, since when."""
        return [
            self.record_column("company", label=_("Company"), sort_key="company__name"),
            Column("code", label=_("Code"), sort_key="code"),
            PercentColumn("commission_rate", label=_("Rate"), sort_key="commission_rate"),
            NumberColumn("people", label=_("Users")),
            Column("status", label=_("Status"), accessor="get_status_display", sort_key="status"),
            DateColumn("created_at", label=_("Partner since"), sort_key="created_at"),
        ]

    def get_base_queryset(self) -> QuerySet[PartnerAccount]:
        """Load the companies and count the people with the accounts."""
        contacts = CompanyContact.objects.filter(
            company=OuterRef("company"), is_active=True, user__isnull=False
        )
        delegates = PartnerDelegate.objects.filter(account=OuterRef("pk"))
        return PartnerAccount.objects.select_related("company").annotate(
            people=_number(contacts, "company") + _number(delegates, "account")
        )


def _number(rows: QuerySet[CompanyContact] | QuerySet[PartnerDelegate], by: str) -> Coalesce:
    """Count rows of a partner in a query of their own, so that two counts do not multiply."""
    return Coalesce(Subquery(rows.order_by().values(by).annotate(n=Count("pk")).values("n")), 0)


class PartnerPageView(RecordView[PartnerAccount]):
    """One partner: figures, and what each slice knows of it."""

    object: PartnerAccount

    def get_queryset(self) -> QuerySet[PartnerAccount]:
        """Load the company along."""
        return PartnerAccount.objects.select_related("company")

    def get_title(self) -> str:
        """Call it by its company."""
        return str(self.object.company)

    def get_summary(self) -> Sequence[object]:
        """Say by which code, whether it earns, and since when."""
        account = self.object
        since = gettext("partner since %(date)s") % {
            "date": date_format(timezone.localtime(account.created_at), "DATE_FORMAT")
        }
        return [account.code, account.get_status_display(), since]

    def get_figures(self) -> Sequence[RecordFigure]:
        """Read the figures that this user may see."""
        user = self.request.user
        shown = [
            entry for entry in PARTNER_FIGURES if not entry.permission or user.has_perm(entry.permission)
        ]
        return [figure for entry in shown if (figure := entry.read(self.object)) is not None]

    def get_actions(self) -> Sequence[HeaderButton]:
        """Edit it, and see its company."""
        buttons = list(super().get_actions())
        if self.request.user.has_perm("b2b.view_company"):
            url = reverse("companies:inspect", args=[self.object.company_id])
            buttons.append(HeaderButton(gettext("View the company"), url=url, icon_name="group"))
        return buttons
