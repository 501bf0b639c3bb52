"""Discounts above a colleague's limit: asked for, and given exactly as somebody who may has agreed to them.

An approval holds for one draft, one share and these goods: with other products or pieces it holds no more.
What was refused stays refused as long as these stay what they are.
"""

from decimal import Decimal
from hashlib import sha256

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy

from crm_core.approvals.kinds import KINDS, ApprovalKind, Description, Fact
from crm_core.approvals.models import Approval
from crm_core.approvals.services import ApprovalRequest, cancel, request_approval
from crm_core.customers.access.fields import name_for
from crm_core.order_entry.discounts import DISCOUNT_GRANTS, DiscountGrant
from crm_core.order_entry.models import OrderDraft
from shop.formats import format_discount
from shop.user.models import User

KIND = "order_discount"
State = Approval.State


def fingerprint(draft: Model) -> str:
    """Return the draft's goods as one word: what an answer is about beside the share."""
    if not isinstance(draft, OrderDraft) or draft.placed_at is not None:
        return ""
    lines = draft.basket.lines.order_by("product", "pk").values_list("product", "quantity")
    told = [str(draft.customer_id), *(f"{product} {quantity}" for product, quantity in lines)]
    return sha256("\n".join(told).encode()).hexdigest()


def ask(draft: OrderDraft, percent: Decimal, *, reason: str) -> Approval:
    """Ask for a share (%) off the draft's goods as they are; what was decided of just that is returned.

    Raises NoApproverError.
    """
    share = f"{percent.normalize():f}"
    undecided = approvals_of(draft).filter(state__in=[State.WITHDRAWN, State.EXPIRED, State.VOID]).count()
    return request_approval(
        ApprovalRequest(
            kind=KIND,
            about=draft,
            customer=draft.customer,
            requested_by=draft.by,
            reason=reason,
            data={"percent": share},
            source=f"order-draft:{draft.pk}:{share}:{undecided}:{fingerprint(draft)[:32]}",
        )
    )


def approvals_of(draft: OrderDraft) -> QuerySet[Approval]:
    """List what was asked of a draft."""
    return Approval.objects.filter(
        kind=KIND, about_type__app_label="order_entry", about_type__model="orderdraft", about_id=draft.pk
    )


def percent_of(approval: Approval) -> Decimal:
    """Return the share (%) that was asked for."""
    return Decimal(str(approval.data["percent"]))


def is_approved(draft: OrderDraft, percent: Decimal) -> bool:
    """Say whether somebody agreed to just this share off just these goods."""
    if draft.pk is None:
        return False
    agreed = approvals_of(draft).filter(state=State.APPROVED, fingerprint=fingerprint(draft))
    return any(percent_of(each) == percent for each in agreed)


def latest(draft: OrderDraft) -> Approval | None:
    """Return what was asked last of the draft with the goods that it has."""
    if draft.pk is None:
        return None
    return approvals_of(draft).filter(fingerprint=fingerprint(draft)).order_by("-pk").first()


def call_off(draft_id: int) -> None:
    """Withdraw what is still asked of a draft that is placed or thrown away."""
    for approval in approvals_of(OrderDraft(pk=draft_id)).filter(state=State.OPEN):
        cancel(approval)


def give(approval: Approval) -> None:
    """Put the discount that was agreed to into the draft, while that is open; else nothing happens."""
    if approval.state == State.APPROVED and approval.about_id is not None:
        OrderDraft.objects.filter(pk=approval.about_id, placed_at=None).update(
            discount_percent=percent_of(approval), discount_reason=approval.reason[:300]
        )


def describe(approval: Approval, reader: User | None) -> Description:
    """Tell share and goods, and the customer for who sees their name."""
    wanted = format_discount(percent_of(approval))
    title = _("Order with %(discount)s") % {"discount": wanted}
    draft = OrderDraft.objects.select_related("customer").filter(pk=approval.about_id or 0).first()
    if draft is None:
        return Description(title=title)
    lines = draft.basket.lines.select_related("product__parent").order_by("pk")
    goods = "; ".join(f"{line.quantity} × {line.product.get_title()}" for line in lines[:20])
    facts = [
        Fact(label=gettext_lazy("Discount"), value=wanted),
        Fact(label=gettext_lazy("Items"), value=goods),
    ]
    url = reverse("customers:inspect", args=[draft.customer_id])
    if reader is not None:
        name = name_for(reader, draft.customer)
        facts.append(Fact(label=gettext_lazy("Customer"), value=name, url=url, is_private=True))
    return Description(title=title, facts=facts, url=url)


KINDS.register(
    ApprovalKind(
        name=KIND,
        label=gettext_lazy("Discount on an order of staff"),
        describe=describe,
        fingerprint=fingerprint,
        on_closed=give,
    )
)
DISCOUNT_GRANTS.register(DiscountGrant(name="approvals", allows=is_approved))
