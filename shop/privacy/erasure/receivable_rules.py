"""What becomes of what companies owe: amounts are books and stay, what somebody wrote about them goes."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop.privacy.erasure.person import Person
from shop.privacy.erasure.registry import ERASERS, KEPT, Eraser, Kept
from shop.privacy.erasure.rows import redact_rows
from shop.trade_credit.models import CreditApproval, CreditEntry, DunningPause, InvoiceDispute


def erase_disputes(person: Person) -> int:
    """Strike the person out of disputes that they opened or that are about their orders, and of reasons."""
    theirs = Q(order__in=person.orders)
    redact_rows(CreditEntry.objects.filter(theirs), ["reason"], person)
    redact_rows(CreditApproval.objects.filter(theirs), ["note"], person)
    companies = CreditEntry.objects.filter(theirs).values("account__company")
    redact_rows(DunningPause.objects.filter(company__in=companies), ["reason"], person)
    disputes = InvoiceDispute.objects.filter(theirs | Q(opened_by__in=person.users))
    return redact_rows(disputes, ["text", "answer"], person)


ERASERS.register(
    Eraser(
        name="invoice-disputes",
        label=_("names in disputes of invoices"),
        fields=(
            *("trade_credit.InvoiceDispute.text", "trade_credit.InvoiceDispute.answer"),
            *("trade_credit.CreditEntry.reason", "trade_credit.CreditApproval.note"),
            "trade_credit.DunningPause.reason",
        ),
        erase=erase_disputes,
    )
)
KEPT.register(
    Kept(
        name="receivables",
        label=_("what companies owe and paid: amounts, days, references"),
        reason=_("Accounting law asks for them; they are the company's and name nobody."),
        fields=(
            *("trade_credit.CreditAccount.currency", "trade_credit.CreditAccount.policy"),
            *("trade_credit.CreditAccount.status", "trade_credit.CreditEntry.kind"),
            *("trade_credit.CreditEntry.key", "trade_credit.Receivable.currency"),
            *("trade_credit.CreditApproval.state", "trade_credit.InvoicePayment.number"),
            *("trade_credit.InvoicePayment.key", "trade_credit.InvoicePayment.method"),
            *("trade_credit.InvoicePayment.state", "trade_credit.InvoicePayment.currency"),
            *("trade_credit.InvoicePayment.reference", "trade_credit.InvoicePayment.error"),
            *("trade_credit.InvoiceDispute.reason", "trade_credit.InvoiceDispute.state"),
        ),
    )
)
