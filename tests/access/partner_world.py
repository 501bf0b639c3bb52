"""What belongs to partners in the world of the access tests."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

from django.core.files.base import ContentFile
from django.utils import timezone

from crm_core.leads.facts import LeadFacts
from crm_core.leads.services import capture_lead
from partners.accounts.models import PartnerAccount
from partners.assets.models import Asset, AssetVersion, PartnerLogo
from partners.deal_registrations.models import DealRegistration
from partners.lead_distribution.models import LeadOffer
from partners.ordering.models import ScheduledOrder
from partners.portal.models import PartnerNews
from partners.rewards.models import LedgerEntry
from partners.rewards.services.booking import book_credit
from partners.special_prices.models import Claim, SpecialPriceAgreement
from shop.user.models import User
from tests.partners.factories import CommissionFactory, PartnerMember
from tests.partners.funds.factories import approved_request, make_claim
from tests.partners.locator.factories import ListingFactory
from tests.partners.sell_through.factories import draft
from tests.partners.training.factories import CourseFactory, begin, certificate


def make_partner_things(things: SimpleNamespace, account: PartnerAccount, user: User) -> None:
    """One of each, of a partner account whose person is `user`; `things` has an order."""
    now = timezone.now()
    things.commission = CommissionFactory(order=things.order, account=account)
    things.news = PartnerNews.objects.create(title="-", body="-", published_from=now)
    facts = LeadFacts(kind="form", source="form-entry:1", occurred_at=now, email="ann@harbour.example")
    things.lead_offer = LeadOffer.objects.create(
        lead=capture_lead(facts), account=account, answer_due_at=now + timedelta(days=2)
    )
    things.asset = Asset.objects.create(title="-")
    version = AssetVersion(asset=things.asset, valid_from=now.date())
    version.file.save("cup.txt", ContentFile(b"-"))
    things.course = CourseFactory(title="-")
    things.lesson = things.course.lessons.first()
    things.attempt = begin(user, things.course)
    things.certificate = certificate(PartnerMember(account, user, "administrator"), things.course)
    things.registration = DealRegistration.objects.create(
        account=account, created_by=user, customer_name="Harbour Hotel", country="DE"
    )
    things.report = draft(account, "sku,quantity\nNONE,1\n")
    things.scheduled = ScheduledOrder.objects.create(
        account=account, created_by=user, payment="bank-transfer"
    )
    things.listing = ListingFactory(account=account, state="shown")
    PartnerLogo.objects.create(account=account, file=ContentFile(b"-", name="logo.png"))
    things.fund_request = approved_request(account=account)
    things.fund_proof = make_claim(things.fund_request).proofs.get()
    _make_rewards(things, account)


def _make_rewards(things: SimpleNamespace, account: PartnerAccount) -> None:
    entry = book_credit(account, Decimal(5), currency="EUR", key="world", note="-", base=Decimal(0))
    LedgerEntry.objects.filter(pk=entry.pk).update(booked_at=datetime(2026, 3, 10, 12, tzinfo=UTC))
    things.ledger_entry = entry
    things.special_price = SpecialPriceAgreement.objects.create(
        account=account,
        product=things.order.lines.all()[0].product,
        end_customer="Town Hall",
        currency="EUR",
        unit_price=1,
        quantity_cap=1,
        valid_from=date(2026, 1, 1),
        valid_until=date(2026, 12, 31),
    )
    things.special_price_claim = Claim.objects.create(
        agreement=things.special_price,
        invoice_number="RE-1",
        sold_on=date(2026, 2, 1),
        quantity=1,
        amount=1,
        proof=ContentFile(b"%PDF-1.4", name="invoice.pdf"),
    )
