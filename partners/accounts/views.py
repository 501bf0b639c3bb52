"""Partner accounts in the back office."""

from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn, TitleColumn

from partners.accounts.models import PartnerAccount, PartnerDelegate
from shop.b2b.models import CompanyContact
from shop.backoffice.columns import PercentColumn
from shop.backoffice.listing import ListView


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
            TitleColumn("company", label=_("Company"), get_url=self._edit_url, sort_key="company__name"),
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

    def _edit_url(self, account: Any) -> str | None:
        may_edit = self.request.user.has_perm("partner_accounts.change_partneraccount")
        return reverse(self.edit_url_name, args=[account.pk]) if may_edit else None


def _number(rows: QuerySet[CompanyContact] | QuerySet[PartnerDelegate], by: str) -> Coalesce:
    """Count rows of a partner in a query of their own, so that two counts do not multiply."""
    return Coalesce(Subquery(rows.order_by().values(by).annotate(n=Count("pk")).values("n")), 0)
