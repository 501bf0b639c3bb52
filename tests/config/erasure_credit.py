"""What companies that buy on account and by tender leave behind, for the test of erasure."""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from crm_core.tenders.models import Tender, TenderFile
from shop.b2b.models import Company
from shop.documents.services import issue_invoice
from shop.trade_credit.models import CreditAccount, CreditApproval, CreditEntry, DunningPause, InvoiceDispute
from tests.shop.factories import make_seller


def traces_of_credit(order):
    """What was said of an order that a company owes."""
    company, _new = Company.objects.get_or_create(name="Debtor")
    account, _new = CreditAccount.objects.get_or_create(company=company, currency="EUR")
    CreditEntry.objects.create(
        account=account, kind="purchase", amount=1, used_after=1, order=order, key=order.number, reason="-"
    )
    CreditApproval.objects.create(order=order, account=account, amount=1, note="-")
    DunningPause.objects.get_or_create(company=company, defaults={"reason": "-"})
    make_seller()
    InvoiceDispute.objects.create(
        document=issue_invoice(order), order=order, reason="other", text="-", answer="-"
    )


def traces_of_tender(user, *, name, told):
    """What somebody wrote into a tender of their company, and the file with it."""
    tender = Tender.objects.create(
        company=Company.objects.create(name="Meadow"),
        user=user,
        title=name,
        notes=told,
        place=told,
        cancel_reason=told,
        currency="EUR",
        deadline=timezone.now() + timedelta(days=5),
    )
    TenderFile(tender=tender, name=name, size=1).file.save("mei.pdf", ContentFile(told.encode()))
    tender.lines.create(position=1, text=name, notes=name, unit=name[:30], quantity=1)
