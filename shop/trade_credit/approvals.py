"""Orders above the limit that staff decide about."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.audit.services import record
from shop.mail.services import send
from shop.order.links import order_token
from shop.order.models import Order
from shop.order.services import lock_order
from shop.order_statuses import PENDING_PAYMENT
from shop.payments.queries import balance_of, open_attempt_of
from shop.trade_credit.exceptions import CreditRefusedError
from shop.trade_credit.mail import APPROVAL
from shop.trade_credit.models import CreditApproval, CreditEntry, Receivable
from shop.trade_credit.placing import promise, purchase_key
from shop.trade_credit.posting import move
from shop.user.models import User

APPROVE = "trade_credit.approve_creditaccount"
State = CreditApproval.State


@transaction.atomic
def approve(approval: CreditApproval, *, by: User, note: str = "") -> Receivable:
    """Let an order above the limit be bought on account after all, once; it may be packed then.

    Effects: the limit is exceeded by it, the receivable with its due day, the promise, the audit log. Raises
    CreditRefusedError where the person `by` may not, it was decided, or the order waits for no
    money any more.
    """
    order = _decide(approval, State.APPROVED, by=by, note=note)
    owed = balance_of(order).outstanding
    if order.status != PENDING_PAYMENT or not owed or open_attempt_of(order) is not None:
        raise CreditRefusedError(_("This order is not awaiting payment any more."))
    account = approval.account
    move(
        account,
        CreditEntry.Kind.PURCHASE,
        owed,
        key=purchase_key(order),
        order=order,
        tolerate=True,
        by=by,
        reason=note,
    )
    receivable = promise(order, account=account, owed=owed, by=by)
    _tell(approval, order)
    return receivable


@transaction.atomic
def reject(approval: CreditApproval, *, by: User, note: str) -> None:
    """Refuse it: the order waits for its money, and the buyer may pay it otherwise.

    Raises CreditRefusedError without a reason, and as `approve`.
    """
    if not note.strip():
        raise CreditRefusedError(_("Please give a reason."))
    order = _decide(approval, State.REJECTED, by=by, note=note)
    text = _("The order was not approved for payment on account: %(why)s")
    order.notes.create(user=by, note_type="System", message=text % {"why": note.strip()})
    _tell(approval, order)


def _decide(approval: CreditApproval, state: State, *, by: User, note: str) -> Order:
    if not by.has_perm(APPROVE):
        raise CreditRefusedError(_("You do not have permission to approve credit."))
    order = lock_order(approval.order)
    asked = CreditApproval.objects.filter(pk=approval.pk, state=State.ASKED)  # guard: credit-approval-once
    values = {"state": state, "by": by, "note": note.strip()[:255], "decided_at": timezone.now()}
    if not asked.update(**values):
        raise CreditRefusedError(_("Somebody else has decided about it meanwhile."))
    record(
        f"trade_credit.{state}",
        actor=by,
        model="order.order",
        object_id=order.pk,
        detail={"amount": str(approval.amount), "note": note.strip()},
    )
    return order


def _tell(approval: CreditApproval, order: Order) -> None:
    """Write to the buyer what was decided, with the link to pay where it was refused."""
    approval.refresh_from_db()
    link = settings.KILN_BASE_URL.rstrip("/") + reverse("checkout:pay-link", args=[order_token(order)])
    send(
        APPROVAL,
        to=order.email or "",
        language=order.language,
        context={"approval": approval, "order": order, "pay_link": link},
        key=f"order:{order.pk}:credit-decided",
        user=order.user,
    )
