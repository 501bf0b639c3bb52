"""What companies that buy on account leave behind, for the test of erasure."""

from django.utils import timezone

from shop.b2b.models import Company
from shop.documents.models import Document
from shop.trade_credit.models import CreditAccount, CreditApproval, CreditEntry, DunningPause, InvoiceDispute


def traces_of_credit(order):
    """What was said of an order that a company owes."""
    company, _new = Company.objects.get_or_create(name="Debtor")
    account, _new = CreditAccount.objects.get_or_create(company=company, currency="EUR")
    CreditEntry.objects.create(
        account=account, kind="purchase", amount=1, used_after=1, order=order, key=order.number, reason="-"
    )
    CreditApproval.objects.create(order=order, account=account, amount=1, note="-")
    DunningPause.objects.get_or_create(company=company, defaults={"reason": "-"})
    day = timezone.localdate()
    document = Document.objects.create(
        number=f"I-{order.pk}", series="I", year=day.year, counter=order.pk, order=order, key="order",
        kind="invoice", issued_on=day, language="en", country="DE", treatment="taxed", scheme="domestic",
        currency="EUR", net=1, tax=0, gross=1, data={},
    )  # fmt: skip
    InvoiceDispute.objects.create(document=document, order=order, reason="other", text="-", answer="-")
