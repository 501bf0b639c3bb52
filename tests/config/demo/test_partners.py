"""Partners in the demo: every state of what they do with us, once."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone

from config.demo.customers import add_customers
from config.demo.partners import add_partners
from config.demo.partners_people import DISTRIBUTORS_OF_KILN
from config.demo.people import add_people
from config.demo.regular_history import add_regulars
from config.demo.sales_team import add_team, give_customers
from config.demo.shop import add_delivery
from partners.accounts.access import access_of
from partners.accounts.checklist import steps_of
from partners.accounts.models import PartnerAccount
from partners.assets.models import Asset, AssetVersion, PartnerLogo
from partners.commissions.models import Commission
from partners.deal_registrations.models import ConflictMatch, DealRegistration
from partners.funds.models import Claim, FundRequest
from partners.lead_distribution.models import LeadOffer
from partners.locator.models import PartnerListing
from partners.onboarding.agreements import state_of
from partners.onboarding.models import AgreementAcceptance, PartnerApplication, PartnerProfile
from partners.ordering.models import CallOff, PartnerForecast
from partners.portal.models import PartnerNews
from partners.rewards.models import LedgerEntry, PayoutTransfer, RewardAccrual, RewardRule, Statement
from partners.rewards.services.recount import recompute_statement
from partners.scorecards.models import BusinessPlan
from partners.sell_through.gaps import open_gaps
from partners.sell_through.models import ReportingPeriod, SellThroughReport, SkuMapping
from partners.special_prices.models import Claim as PriceClaim, SpecialPriceAgreement
from partners.tiers.models import TierMembership
from shop.mail.models import Mail
from shop.order.models import Order
from shop.partner.models import StockRecord
from shop.user.models import User

pytestmark = pytest.mark.django_db
MODELS = (
    *(PartnerAccount, PartnerProfile, PartnerApplication, AgreementAcceptance, PartnerNews, TierMembership),
    *(DealRegistration, ConflictMatch, LeadOffer, RewardRule, RewardAccrual, LedgerEntry, Statement),
    *(SellThroughReport, SkuMapping, SpecialPriceAgreement, PriceClaim, FundRequest, Claim, Asset),
    *(AssetVersion, CallOff, PartnerForecast, Commission, Order, Mail, PayoutTransfer, PartnerListing),
    BusinessPlan,
)


def counts():
    return {model: model.objects.count() for model in MODELS}


def states(model, field="state"):
    return set(model.objects.values_list(field, flat=True))


@pytest.mark.usefixtures("catalogue")
def test_partners_work_with_us_and_all_of_it_is_there_once():
    import_module("crm_core.pipeline.migrations.0002_first_pipelines").fill(apps, None)
    call_command("setup_roles", verbosity=0)
    now = timezone.now()
    StockRecord.objects.update(price=20)
    add_delivery()
    add_people()
    add_customers(now=now)
    add_regulars(people=10, companies=3)
    give_customers(add_team())

    assert add_partners(now=now) == len(DISTRIBUTORS_OF_KILN)
    before = counts()
    add_partners(now=now)

    assert counts() == before
    _check_programme()
    _check_deals()
    _check_money()
    _check_reports()
    _check_plans()


def _check_programme():
    accounts = PartnerAccount.objects.all()
    assert set(PartnerProfile.objects.values_list("country", flat=True)) == {"DE", "NL", "TW"}
    assert set(TierMembership.objects.filter(until=None).values_list("tier__rank", flat=True)) == {1, 2, 3, 4}
    assert TierMembership.objects.exclude(grace_until=None).count() == 1
    assert sum(state_of(account).is_due for account in accounts) == 1
    done = {sum(step.done_on is not None for step in steps_of(account)) for account in accounts}
    assert len(done) >= 3
    assert all(news.title_zh_hans and news.body_zh_hant for news in PartnerNews.objects.all())
    access = access_of(User.objects.get(email="partner@kiln.example"))
    assert access.can("partner.deals.register")
    assert access.can("partner.statements.view")


def _check_deals():
    assert states(DealRegistration) == set(DealRegistration.State.values)
    conflict = ConflictMatch.objects.filter(is_conflict=True, other__isnull=False).get(
        registration__state="in_review"
    )
    assert conflict.other.state == "approved"
    assert conflict.other.account != conflict.registration.account
    won = DealRegistration.objects.get(state="won")
    assert Commission.objects.filter(order=won.orders.get().order, account=won.account).exists()
    assert states(LeadOffer) >= {"offered", "accepted", "declined", "recalled", "won", "lost"}


def _check_money():
    assert states(RewardRule, "kind") == {"commission", "rebate", "spif"}
    assert states(LedgerEntry, "kind") == {"commission", "reward", "credit", "payout"}
    assert states(Statement, "status") == {"draft", "approved"}
    assert Statement.objects.exclude(payout=None).exists()
    assert Statement.objects.order_by().values("month").distinct().count() >= 5
    for statement in Statement.objects.all():
        found = recompute_statement(statement)
        assert found.sums == found.kept, statement
        assert found.deviations == [], statement
    assert states(FundRequest, "status") == set(FundRequest.Status.values)
    assert states(Claim, "status") == set(Claim.Status.values)
    assert states(SpecialPriceAgreement, "status") == {"approved", "requested"}
    assert states(PriceClaim, "status") == {"approved", "submitted"}


def _check_reports():
    assert states(SellThroughReport) == {"submitted", "accepted"}
    assert ReportingPeriod.objects.exclude(locked_at=None).exists()
    assert SellThroughReport.objects.order_by().values("period").distinct().count() == 6
    assert open_gaps().count() == 1
    assert SkuMapping.objects.exists()


def _check_plans():
    assert states(CallOff) == {"planned", "released", "cancelled"}
    assert PartnerForecast.objects.exists()
    assert PartnerLogo.objects.exists()
    assert Asset.objects.filter(versions__number=2).exists()
