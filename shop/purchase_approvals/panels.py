"""Rules and open requests on a company's page in the back office."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from shop.b2b.models import Company
from shop.b2b.panels import PANELS
from shop.backoffice.columns import MoneyColumn
from shop.backoffice.panels import ACTIVITY, MAIN, Panel, table
from shop.purchase_approvals.conditions import rules_of
from shop.purchase_approvals.models import PurchaseRequest
from shop.purchase_approvals.sentences import condition_words, level_words
from shop.user.models import User

RULES = [
    Column("name", label=_("Rule")),
    Column("company", label=_("Set at")),
    Column("condition", label=_("Orders"), accessor=condition_words),
    Column("levels", label=_("Approved by"), accessor=lambda rule: "; ".join(level_words(rule))),
]
REQUESTS = [
    TitleColumn("buyer_name", label=_("Buyer"), url_name="purchase-requests:inspect"),
    MoneyColumn("total", label=_("Total"), currency="currency"),
    DateColumn("submitted_at", label=_("Submitted")),
]


def approval_rules(company: Company, _user: User) -> dict[str, object] | None:
    """List the rules that hold for the company, its parents' too."""
    return table(RULES, rules_of(company.lineage_keys))


def open_requests(company: Company, _user: User) -> dict[str, object] | None:
    """List what waits for an approval."""
    found = PurchaseRequest.objects.filter(company=company, state=PurchaseRequest.State.PENDING)
    return table(REQUESTS, found[:20])


PANELS.register(
    Panel(
        name="approval-rules",
        title=_("Approval rules"),
        context=approval_rules,
        order=65,
        area=MAIN,
        permission="purchase_approvals.view_purchaserequest",
    )
)
PANELS.register(
    Panel(
        name="purchase-requests",
        title=_("Orders waiting for approval"),
        context=open_requests,
        order=66,
        area=ACTIVITY,
        permission="purchase_approvals.view_purchaserequest",
    )
)
