"""Deals that somebody has to approve before they enter a stage: what is asked, and what it holds for.

The answer is about amount, currency and each line's pieces, price and discount: once one of these is another,
it holds no more, and the stage asks again.
"""

from decimal import Decimal
from hashlib import sha256

from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from crm_core.approvals.kinds import KINDS, ApprovalKind, Description, Fact
from crm_core.approvals.models import Approval
from crm_core.approvals.routes import is_needed
from crm_core.approvals.services import ApprovalRequest, granted, request_approval
from crm_core.customers.access.fields import name_for
from crm_core.pipeline.models import Deal
from crm_core.pipeline.requirements import REQUIREMENTS, Requirement
from crm_core.pipeline.selection import deal_url
from shop.formats import format_money
from shop.user.models import User

KIND = "deal"


def fingerprint(deal: object) -> str:
    """Return what the approval is about as one word."""
    if not isinstance(deal, Deal):
        return ""
    lines = deal.lines.order_by("pk").values_list("product", "quantity", "unit_gross", "discount")
    told = [f"{deal.amount:.2f} {deal.currency}", *(" ".join(map(str, line)) for line in lines)]
    return sha256("\n".join(told).encode()).hexdigest()


def describe(approval: Approval, reader: User | None) -> Description:
    """Tell the deal as it is now, with the customer for who sees their name."""
    deal = Deal.objects.select_related("customer", "stage", "owner").filter(pk=approval.about_id or 0).first()
    if deal is None:
        return Description(title=_("A deal that is gone"))
    highest = max(deal.lines.values_list("discount", flat=True), default=Decimal(0))
    facts = [
        Fact(label=gettext_lazy("Amount"), value=format_money(deal.amount, deal.currency)),
        Fact(label=pgettext_lazy("of a deal", "Stage"), value=str(deal.stage)),
        Fact(label=gettext_lazy("Highest discount"), value=f"{highest.normalize():f} %" if highest else ""),
        Fact(label=gettext_lazy("Owner"), value=str(deal.owner or "")),
    ]
    if reader is not None:
        url = reverse("customers:inspect", args=[deal.customer_id])
        name = name_for(reader, deal.customer)
        facts.append(Fact(label=gettext_lazy("Customer"), value=name, url=url, is_private=True))
    return Description(title=_("Deal “%(deal)s”") % {"deal": deal}, facts=facts, url=deal_url(deal))


def ask(deal: Deal, *, by: User, reason: str) -> Approval:
    """Ask for the approval of a deal as it is now, once while it stays so. Raises NoApproverError."""
    return request_approval(
        ApprovalRequest(
            kind=KIND,
            about=deal,
            customer=deal.customer,
            requested_by=by,
            reason=reason,
            source=_source(deal),
        )
    )


def _source(deal: Deal) -> str:
    """Name this question: one that was refused may be asked again once the refusal is there."""
    closed = Approval.objects.filter(kind=KIND, about_id=deal.pk).exclude(state=Approval.State.OPEN).count()
    return f"deal:{deal.pk}:{closed}:{fingerprint(deal)[:32]}"


def latest(deal: Deal) -> Approval | None:
    """Return the last approval that was asked for of a deal."""
    return Approval.objects.filter(kind=KIND, about_id=deal.pk).order_by("-pk").first()


def is_approved(deal: Deal) -> bool:
    """Say whether an approval holds for the deal as it is now."""
    return granted(KIND, deal) is not None


def may_give_discount(deal: Deal) -> bool:
    """Say whether the highest discount of a deal is within the limit that staff set, or approved."""
    highest = max(deal.lines.values_list("discount", flat=True), default=Decimal(0))
    return not highest or not is_needed(KIND, highest) or is_approved(deal)


KINDS.register(
    ApprovalKind(
        name=KIND,
        label=gettext_lazy("Approval of a deal"),
        describe=describe,
        fingerprint=fingerprint,
        limit_label=gettext_lazy("highest discount in per cent"),
    )
)
REQUIREMENTS.register(
    Requirement(
        name="discount",
        label=gettext_lazy("an approval of discounts above the limit"),
        message=gettext_lazy("The discount is above the limit: have it approved first."),
        is_met=may_give_discount,
        order=65,
    )
)
REQUIREMENTS.register(
    Requirement(
        name="approved",
        label=gettext_lazy("an approval"),
        message=gettext_lazy("Have it approved first."),
        is_met=is_approved,
        order=70,
    )
)
