"""What the pages of a budget, a request and a claim tell."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from partners.funds.models import AllocationEntry, Claim, FundBudget, FundRequest
from partners.funds.office_forms import AllocateForm, ApproveForm, DeclineForm, PayForm
from shop.backoffice.columns import MoneyColumn
from shop.backoffice.panels import ACTIVITY, MAIN, SIDE, Panel, facts, panel_registry, table
from shop.registry import Registry
from shop.user.models import User

BUDGET_PANELS: Registry[Panel[FundBudget]] = panel_registry("panel of a fund budget")
REQUEST_PANELS: Registry[Panel[FundRequest]] = panel_registry("panel of a fund request")
CLAIM_PANELS: Registry[Panel[Claim]] = panel_registry("panel of a fund claim")
MOST = 200


def allocations(budget: FundBudget, _user: User) -> dict[str, object] | None:
    """List who has how much."""
    columns = [
        Column("account", label=_("Partner"), accessor="account.company"),
        MoneyColumn("amount", label=_("Amount"), currency="currency"),
        MoneyColumn("committed", label=_("Committed"), currency="currency"),
    ]
    rows = budget.allocations.select_related("account__company", "budget")
    return table(columns, rows.order_by("account__company__name", "pk")[:MOST])


def entries(budget: FundBudget, _user: User) -> dict[str, object] | None:
    """List why allocations rose or fell, the latest first."""
    columns = [
        DateColumn("made_at", label=_("Date")),
        Column("partner", label=_("Partner"), accessor="allocation.account.company"),
        Column("kind", label=_("Kind"), accessor="get_kind_display"),
        MoneyColumn("amount", label=_("Amount"), currency="currency"),
        Column("order", label=_("Order"), accessor="order.number"),
        Column("note", label=_("Note")),
        Column("made_by", label=_("Recorded by")),
    ]
    rows = AllocationEntry.objects.filter(allocation__budget=budget)
    rows = rows.select_related("allocation__account__company", "allocation__budget", "order", "made_by")
    return table(columns, rows[:MOST])


def allocate(_budget: FundBudget, _user: User) -> dict[str, object] | None:
    """Ask whom to give how much."""
    return {"form": AllocateForm(), "action": "allocate", "label": _("Allocate")}


def plan(request: FundRequest, _user: User) -> dict[str, object] | None:
    """Tell what is planned."""
    return facts(
        [
            (_("What is planned"), request.description),
            (_("Expected result"), request.expected_result),
            (_("Campaign code"), request.campaign_code),
            (_("Reason of the decision"), request.note),
        ]
    )


def claims(request: FundRequest, _user: User) -> dict[str, object] | None:
    """List the claims."""
    columns = [
        TitleColumn("created_at", label=_("Submitted"), get_url=_claim_url),
        MoneyColumn("amount", label=_("Amount"), currency="currency"),
        Column("status", label=_("Status"), accessor="get_status_display"),
    ]
    return table(columns, request.claims.select_related("request__allocation__budget"))


def _claim_url(claim: Claim) -> str:
    return reverse("fund_claims:inspect", args=[claim.pk])


def decide(request: FundRequest, _user: User) -> dict[str, object] | None:
    """Ask for the decision on a request that waits."""
    if request.status != FundRequest.Status.SUBMITTED:
        return None
    return {"approve_form": ApproveForm(initial={"amount": request.amount}), "decline_form": DeclineForm()}


def proofs(claim: Claim, _user: User) -> dict[str, object] | None:
    """Show comment and proof."""
    return {"claim": claim, "proofs": claim.proofs.all()}


def decide_claim(claim: Claim, _user: User) -> dict[str, object] | None:
    """Ask why a claim that waits is declined; approving is a button in the head."""
    return {"decline_form": DeclineForm()} if claim.status == Claim.Status.SUBMITTED else None


def pay(claim: Claim, _user: User) -> dict[str, object] | None:
    """Ask for the reference of the transfer."""
    return {"pay_form": PayForm()} if claim.status == Claim.Status.APPROVED else None


DECIDE, PAY = "partner_funds.decide_fundrequest", "partner_funds.pay_claim"
BUDGET_PANELS.register(
    Panel(name="allocations", title=_("Allocations"), context=allocations, order=10, area=MAIN)
)
BUDGET_PANELS.register(Panel(name="entries", title=_("Movements"), context=entries, order=20, area=ACTIVITY))
BUDGET_PANELS.register(
    Panel(
        name="allocate",
        title=_("Allocate"),
        context=allocate,
        template="partners/funds/action_panel.html",
        order=10,
        area=SIDE,
        permission="partner_funds.change_fundbudget",
    )
)
REQUEST_PANELS.register(Panel(name="plan", title=_("Plan"), context=plan, order=10, area=MAIN))
REQUEST_PANELS.register(Panel(name="claims", title=_("Claims"), context=claims, order=20, area=MAIN))
REQUEST_PANELS.register(
    Panel(
        name="decide",
        title=_("Decision"),
        context=decide,
        template="partners/funds/decision_panel.html",
        order=10,
        area=SIDE,
        permission=DECIDE,
    )
)
CLAIM_PANELS.register(
    Panel(
        name="proofs",
        title=_("Proof"),
        context=proofs,
        template="partners/funds/proofs_panel.html",
        order=10,
        area=MAIN,
    )
)
CLAIM_PANELS.register(
    Panel(
        name="decide",
        title=_("Decline"),
        context=decide_claim,
        template="partners/funds/decision_panel.html",
        order=10,
        area=SIDE,
        permission=DECIDE,
    )
)
CLAIM_PANELS.register(
    Panel(
        name="pay",
        title=_("Payment"),
        context=pay,
        template="partners/funds/decision_panel.html",
        order=20,
        area=SIDE,
        permission=PAY,
    )
)
