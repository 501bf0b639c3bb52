"""Special prices in the back office: requests and claims to decide on."""

from collections.abc import Callable, Sequence
from pathlib import PurePosixPath
from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, NumberColumn
from wagtail.admin.widgets.button import HeaderButton

from partners.special_prices.models import Claim, SpecialPriceAgreement
from partners.special_prices.queries import reported_units, unclaimed_purchases
from partners.special_prices.services import (
    DECIDE,
    DECIDE_CLAIM,
    ClaimRefusedError,
    decide_agreement,
    decide_claim,
)
from shop.backoffice.columns import DayColumn, MoneyColumn
from shop.backoffice.listing import ListView
from shop.backoffice.panels import MAIN, Panel, facts, panel_registry, table
from shop.backoffice.record import ActiveRecordView, RecordFigure, submit_button
from shop.formats import format_money
from shop.registry import Registry
from shop.uploads.private import private_file
from shop.user.models import User, UserRequest

LONGEST_ANSWER = 500
SEE_CLAIM = "special_prices.view_claim"
CLAIMS = 100
AGREEMENT_PANELS: Registry[Panel[SpecialPriceAgreement]] = panel_registry("panel of a special price")
CLAIM_PANELS: Registry[Panel[Claim]] = panel_registry("panel of a special-price claim")


class DecidingView(ActiveRecordView):
    """A record that is approved or rejected once, with an answer that the partner reads."""

    record_actions: Sequence[str] = ("approve", "reject")
    decide: Callable[..., object]
    open_status = ""

    def get_actions(self) -> list[HeaderButton]:
        """Approve or reject what waits."""
        if self.object.status != self.open_status or not self.may_act():
            return []
        return [
            submit_button(_("Approve"), name="action", value="approve"),
            submit_button(_("Reject"), name="action", value="reject", classname="button-secondary"),
        ]

    def approve(self, request: UserRequest) -> HttpResponse:
        """Approve it."""
        return self._decided(request, approve=True)

    def reject(self, request: UserRequest) -> HttpResponse:
        """Reject it."""
        return self._decided(request, approve=False)

    def _decided(self, request: UserRequest, *, approve: bool, **terms: bool) -> HttpResponse:
        if not self.may_act():
            raise PermissionDenied
        answer = request.POST.get("answer", "").strip()[:LONGEST_ANSWER]
        try:
            type(self).decide(self.object, approve=approve, by=request.user, answer=answer, **terms)
        except ClaimRefusedError as error:
            return self.reload_page(error=str(error))
        messages.success(request, _("Approved.") if approve else _("Rejected."))
        return self.reload_page()


class AgreementListView(ListView):
    """Requests and special prices, the newest first."""

    default_ordering = "-created_at"
    search_fields = ["end_customer", "registration", "account__code", "account__company__name"]
    page_title = gettext_lazy("Special prices")
    export_permission = DECIDE
    list_export = [
        *("account", "product", "end_customer", "registration", "unit_price", "currency"),
        *("quantity_cap", "claimed", "valid_from", "valid_until", "status"),
    ]

    def all_columns(self) -> list[BaseColumn]:
        """For whom, what, at which price, how many."""
        return [
            self.record_column("end_customer", label=_("End customer"), sort_key="end_customer"),
            Column("account", label=_("Partner"), sort_key="account__code"),
            Column("product", label=_("Product"), accessor="product.get_title"),
            MoneyColumn("unit_price", label=_("Special price"), currency="currency"),
            NumberColumn("claimed", label=_("Claimed")),
            NumberColumn("quantity_cap", label=_("At most")),
            DayColumn("valid_until", label=_("Valid until"), sort_key="valid_until"),
            Column("status", label=_("Status"), accessor="get_status_display", sort_key="status"),
        ]

    def get_base_queryset(self) -> QuerySet[SpecialPriceAgreement]:
        """Load partner and product."""
        return SpecialPriceAgreement.objects.select_related("account__company", "product__parent")


class AgreementPageView(DecidingView):
    """A special price: what was asked for, and its claims; approved with or without proof asked for."""

    record_actions = ("approve", "approve_with_proof", "reject")
    action_permission = DECIDE
    decide = staticmethod(decide_agreement)
    open_status = SpecialPriceAgreement.Status.REQUESTED

    def get_queryset(self) -> QuerySet[SpecialPriceAgreement]:
        """Load partner and product."""
        return SpecialPriceAgreement.objects.select_related("account__company", "product__parent")

    def get_actions(self) -> list[HeaderButton]:
        """Approve with proof asked for, too."""
        actions = super().get_actions()
        if not actions:
            return actions
        words = _("Approve, invoice copies required")
        asking = submit_button(words, name="action", value="approve_with_proof", classname="button-secondary")
        return [actions[0], asking, *actions[1:]]

    def approve_with_proof(self, request: UserRequest) -> HttpResponse:
        """Approve it; each claim needs a copy of the invoice."""
        return self._decided(request, approve=True, needs_proof=True)

    def get_summary(self) -> list[object]:
        """Say how far it is."""
        return [self.object.get_status_display(), self.object.account.company]

    def get_figures(self) -> list[RecordFigure]:
        """Tell price, units, and what the three sources say."""
        one = self.object
        bought = sum(part.quantity for part in unclaimed_purchases(one))
        return [
            RecordFigure(label=_("Special price"), value=format_money(one.unit_price, one.currency)),
            RecordFigure(label=_("Claimed"), value=f"{one.claimed} / {one.quantity_cap}"),
            RecordFigure(label=_("Reported as sold"), value=str(reported_units(one))),
            RecordFigure(label=_("Bought and unclaimed"), value=str(bought)),
        ]


class ClaimListView(ListView):
    """The claims, the newest first."""

    default_ordering = "-created_at"
    search_fields = ["invoice_number", "agreement__end_customer", "agreement__account__company__name"]
    page_title = gettext_lazy("Special-price claims")
    export_permission = DECIDE_CLAIM
    list_export = ["agreement", "invoice_number", "sold_on", "quantity", "amount", "status", "created_at"]

    def all_columns(self) -> list[BaseColumn]:
        """Which invoice, whose, how many, how much."""
        return [
            self.record_column("invoice_number", label=_("Invoice"), sort_key="invoice_number"),
            Column("account", label=_("Partner"), accessor="agreement.account"),
            Column("end_customer", label=_("End customer"), accessor="agreement.end_customer"),
            NumberColumn("quantity", label=_("Units")),
            MoneyColumn("amount", label=_("Amount"), currency="agreement.currency", sort_key="amount"),
            Column("status", label=_("Status"), accessor="get_status_display", sort_key="status"),
            DateColumn("created_at", label=_("Submitted"), sort_key="created_at"),
        ]

    def get_base_queryset(self) -> QuerySet[Claim]:
        """Load what rows name."""
        return Claim.objects.select_related("agreement__account__company", "agreement__product__parent")


class ClaimPageView(DecidingView):
    """A claim with the purchases that it is matched with."""

    action_permission = DECIDE_CLAIM
    decide = staticmethod(decide_claim)
    open_status = Claim.Status.SUBMITTED

    def get_queryset(self) -> QuerySet[Claim]:
        """Load what the page names."""
        return Claim.objects.select_related("agreement__account__company", "agreement__product__parent")

    def get_summary(self) -> list[object]:
        """Say how far it is."""
        return [self.object.get_status_display(), self.object.agreement.account.company]

    def get_figures(self) -> list[RecordFigure]:
        """Tell units and amount."""
        one = self.object
        return [
            RecordFigure(label=_("Units"), value=str(one.quantity)),
            RecordFigure(label=_("Amount"), value=format_money(one.amount, one.agreement.currency)),
        ]


def agreement_claims(agreement: SpecialPriceAgreement, _user: User) -> dict[str, object] | None:
    """List the claims of a special price."""
    columns = [
        Column("invoice_number", label=_("Invoice")),
        DayColumn("sold_on", label=_("Sold on")),
        NumberColumn("quantity", label=_("Units")),
        MoneyColumn("amount", label=_("Amount"), currency="agreement.currency"),
        Column("status", label=_("Status"), accessor="get_status_display"),
    ]
    return table(columns, agreement.claims.select_related("agreement")[:CLAIMS])


def matched_purchases(claimed: Claim, _user: User) -> dict[str, object] | None:
    """List the purchases that a claim is matched with."""
    columns = [
        Column("order", label=_("Order"), accessor="line.order.number"),
        NumberColumn("quantity", label=_("Units")),
        MoneyColumn("unit_price", label=_("Price paid"), currency="claim.agreement.currency"),
    ]
    rows = claimed.purchases.select_related("line__order", "claim__agreement")
    return table(columns, rows)


def matched_sales(claimed: Claim, _user: User) -> dict[str, object] | None:
    """Tell what the agreement allows, and what the partner reported as sold."""
    one = claimed.agreement
    return facts(
        [
            (_("Copy of the invoice"), _proof_link(claimed)),
            (_("End customer"), one.end_customer),
            (_("Special price"), format_money(one.unit_price, one.currency)),
            (_("Units agreed, and claimed"), f"{one.quantity_cap}, {one.claimed}"),
            (_("Reported as sold to them"), reported_units(one)),
        ]
    )


def _proof_link(claimed: Claim) -> str:
    if not claimed.proof:
        return "–"
    name = PurePosixPath(claimed.proof.name or "").name
    return format_html('<a href="{}">{}</a>', reverse("special_price_proof", args=[claimed.pk]), name)


@require_safe
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the copy of a claim's invoice to who may see claims."""
    found = get_object_or_404(Claim.objects.exclude(proof=""), pk=pk)
    return cast("HttpResponse", private_file(found.proof, name=PurePosixPath(found.proof.name or "").name))


AGREEMENT_PANELS.register(
    Panel(name="claims", title=gettext_lazy("Claims"), context=agreement_claims, order=10, area=MAIN)
)
CLAIM_PANELS.register(
    Panel(name="purchases", title=gettext_lazy("Purchases"), context=matched_purchases, order=10, area=MAIN)
)
CLAIM_PANELS.register(
    Panel(name="sales", title=gettext_lazy("Agreement and sales"), context=matched_sales, order=20, area=MAIN)
)
