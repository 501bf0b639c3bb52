"""Companies in the demo: who belongs to whom, what was agreed, what waits for an answer or for money."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone

from config.demo.b2b import add_b2b
from config.demo.b2b_structure import LINDENHOF, RETAILERS
from config.demo.customers import add_customers
from config.demo.people import COMPANY_LOGINS, add_people
from config.demo.regular_history import add_regulars
from config.demo.sales_team import add_team, give_customers
from config.demo.shop import add_delivery
from crm_core.quotes.models import Quote, QuoteTemplate
from crm_core.tenders.models import Tender
from crm_core.tenders.models.tenders import TenderState
from shop.act_as.models import ActAsEntry, ActAsSession
from shop.b2b.access import access_of
from shop.b2b.models import Company, CompanyContact, CompanyGroup, CompanyLocation
from shop.b2b.presets import NAMES
from shop.budgets.models import Budget
from shop.catalogue_visibility.models import VisibilityRule
from shop.company_accounts.models import CompanyApplication
from shop.partner.buyers import buyer_for
from shop.partner.models import ListPrice, PriceList, StockRecord
from shop.partner.queries import purchase_info
from shop.purchase_approvals.models import PurchaseRequest
from shop.purchase_approvals.queries import waiting_for
from shop.shopping_lists.models import ShoppingList
from shop.time_zones import shop_day
from shop.trade_credit.models import CreditAccount, Receivable
from shop.user.models import User
from tests.shop.factories import CategoryFactory

pytestmark = pytest.mark.django_db
MODELS = (Company, CompanyContact, CompanyGroup, CompanyLocation, PriceList, ListPrice, CreditAccount)
WORK = (Receivable, Budget, PurchaseRequest, ShoppingList, Quote, Tender, QuoteTemplate, VisibilityRule)
DOOR = (CompanyApplication, ActAsSession, ActAsEntry)


def counts():
    return {model: model.objects.count() for model in (*MODELS, *WORK, *DOOR)}


@pytest.mark.usefixtures("catalogue")
def test_companies_buy_and_all_of_it_is_there_once():
    import_module("crm_core.pipeline.migrations.0002_first_pipelines").fill(apps, None)
    call_command("setup_roles", verbosity=0)
    now = timezone.now()
    StockRecord.objects.update(price=20)
    CategoryFactory(name="Bowls")
    add_delivery()
    add_people()
    add_customers(now=now)
    add_regulars(people=20, companies=9)
    give_customers(add_team())

    add_b2b(now=now)
    before = counts()
    add_b2b(now=now)

    assert counts() == before
    assert Company.objects.exclude(parent=None).exists()
    assert set(CompanyContact.objects.exclude(role=None).values_list("role__preset", flat=True)) >= set(NAMES)
    _check_prices()
    _check_money()
    _check_waiting()
    _check_door()
    assert set(Quote.objects.values_list("state", flat=True)) >= {
        "requested",
        "sent",
        "countered",
        "accepted",
        "rejected",
        "expired",
        "withdrawn",
    }


def _check_door():
    assert set(Tender.objects.values_list("state", flat=True)) == set(TenderState)
    assert QuoteTemplate.objects.get().lines.count() == 3
    states = CompanyApplication.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["submitted", "in-review", "returned"]
    assert ActAsSession.objects.get().entries.count() == 3
    assert VisibilityRule.objects.get().group.name == RETAILERS


def _check_prices():
    chef = User.objects.get(email=COMPANY_LOGINS[0].email)
    product = ListPrice.objects.filter(price_list__name__startswith=LINDENHOF).first().stockrecord.product
    own, public = (purchase_info(product, buyer=buyer_for(user)).price for user in (chef, None))
    assert own.incl_tax < public.incl_tax
    assert [quantity for quantity, _price in own.tiers] == [1, 12]


def _check_money():
    assert CreditAccount.objects.filter(used__gt=0).exists()
    late = Receivable.objects.filter(owed__gt=0, due_on__lt=shop_day())
    assert late.filter(company__name=LINDENHOF).exists()
    assert all(
        account.limit is None or account.used <= account.limit for account in CreditAccount.objects.all()
    )


def _check_waiting():
    chef, accounts = (User.objects.get(email=login.email) for login in COMPANY_LOGINS)
    request = PurchaseRequest.objects.get()
    assert (request.user, request.state) == (chef, "pending")
    assert list(waiting_for(accounts)) == [request]
    assert access_of(chef).can("orders.place")
