"""The mails of this slice."""

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType
from shop.time_zones import shop_day
from shop.trade_credit.models import CreditApproval, InvoiceDispute, Receivable

REMINDER, DISPUTE_ANSWERED, APPROVAL = "payment-reminder", "dispute-answered", "credit-decided"


def _reminder_sample() -> dict[str, object] | None:
    from shop.trade_credit.dunning import Overdue  # noqa: PLC0415 - it sends what is registered here

    one = Receivable.objects.select_related("order", "company").order_by("-pk").first()
    if one is None:
        return None
    late = max((shop_day() - one.due_on) / timedelta(days=1), 3)
    overdue = [Overdue(receivable=one, days=int(late), level=1, reminded=0)]
    return {"company": one.company, "level": 1, "overdue": overdue, "reader": one.order.user}


def _dispute_sample() -> dict[str, object] | None:
    one = InvoiceDispute.objects.select_related("document", "order").order_by("-pk").first()
    return {"dispute": one, "invoice": one.document, "order": one.order} if one else None


def _approval_sample() -> dict[str, object] | None:
    one = CreditApproval.objects.select_related("order").order_by("-pk").first()
    pay_link = settings.KILN_BASE_URL.rstrip("/") + "/"
    return {"approval": one, "order": one.order, "pay_link": pay_link} if one else None


KINDS.register(
    EmailType(
        code=REMINDER,
        name=_("Payment reminder to a company"),
        template="trade_credit/mail/reminder",
        sample=_reminder_sample,
        purpose=TRANSACTIONAL,
    )
)
KINDS.register(
    EmailType(
        code=DISPUTE_ANSWERED,
        name=_("Answer to a disputed invoice"),
        template="trade_credit/mail/dispute",
        sample=_dispute_sample,
        purpose=TRANSACTIONAL,
    )
)
KINDS.register(
    EmailType(
        code=APPROVAL,
        name=_("Decision on an order above the credit limit"),
        template="trade_credit/mail/approval",
        sample=_approval_sample,
        purpose=TRANSACTIONAL,
    )
)
