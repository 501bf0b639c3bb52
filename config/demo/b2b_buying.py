"""How a company of the demo buys: budgets, an approval that waits, lists of what is bought again."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from oscar.apps.checkout.calculators import OrderTotalCalculator

from config.demo.b2b_goods import most_in_stock
from config.demo.b2b_structure import LINDENHOF
from config.demo.people import COMPANY_LOGINS
from shop.b2b.access import access_of
from shop.b2b.models import Company, CompanyContact, CompanyLocation
from shop.basket.models import Basket
from shop.basket.services import add_to_basket
from shop.budgets.models import Budget
from shop.catalogue.models import Product
from shop.configuration.queries import shop_currency
from shop.order.models import ShippingAddress
from shop.partner.strategy import Selector
from shop.payments.methods import ON_ACCOUNT
from shop.purchase_approvals.conditions import Proposal, requirement_for
from shop.purchase_approvals.models import ApprovalLevel, ApprovalRule
from shop.purchase_approvals.submitting import Choices, submit
from shop.shipping.methods import Standard
from shop.shopping_lists.models import ShoppingList
from shop.shopping_lists.services import add_products, create_list, share
from shop.user.models import User

CHEF = COMPANY_LOGINS[0].email
LIMIT, MONTHLY = Decimal(250), Decimal(600)
PIECES = 6


@transaction.atomic
def add_buying(*, now: datetime) -> None:
    """Add rules, budgets, a request and lists of the company that `make demo` names, once."""
    company = Company.objects.filter(name=LINDENHOF).first()
    chef = User.objects.filter(email=CHEF).first()
    if company is None or chef is None or ApprovalRule.objects.filter(company=company).exists():
        return
    contact = CompanyContact.objects.get(email=CHEF)
    centre = company.cost_centres.get(code="6300")
    money = {"company": company, "currency": shop_currency()}
    Budget.objects.create(
        **money, name="Kitchen", contact=contact, amount=MONTHLY, policy=Budget.Policy.APPROVAL
    )
    Budget.objects.create(
        **money, name="Summer garden", cost_centre=centre, period=Budget.Period.YEAR, amount=Decimal(4_000)
    )
    rule = ApprovalRule.objects.create(company=company, name="Larger orders", total_above=LIMIT)
    ApprovalLevel.objects.create(rule=rule, number=1, who=ApprovalLevel.Who.PERMISSION, escalate_after=24)
    goods = list(most_in_stock()[:PIECES])
    _add_request(chef, contact, goods)
    _add_lists(chef, goods, now=now)


def _add_request(chef: User, contact: CompanyContact, goods: list[Product]) -> None:
    """Submit an order of the chef that somebody else of the company has to approve."""
    basket = Basket(owner=chef)
    basket.strategy = Selector().strategy(user=chef)
    basket.save()
    for product in goods[:3]:
        add_to_basket(basket, product, quantity=PIECES)
    access = access_of(chef)
    if access is None:
        return
    method = Standard()
    charge = method.calculate(basket)
    proposal = Proposal(
        user=chef,
        access=access,
        basket=basket,
        total=OrderTotalCalculator().calculate(basket, charge),
        charge=charge,
    )
    requirement = requirement_for(proposal)
    if requirement is not None:
        choices = Choices(
            method=method,
            address=_address(contact),
            payment=ON_ACCOUNT,
            note="For the harvest dinner.",
        )
        submit(proposal, choices, requirement)


def _address(contact: CompanyContact) -> ShippingAddress:
    place = CompanyLocation.objects.filter(company=contact.company_id).select_related("country").get()
    first, _space, last = contact.name.partition(" ")
    return ShippingAddress(
        first_name=first,
        last_name=last,
        line1=place.line1,
        line4=place.line4,
        postcode=place.postcode,
        country=place.country,
    )


def _add_lists(chef: User, goods: list[Product], *, now: datetime) -> None:
    weekly = create_list(chef, name="Breakfast, every fortnight", note="What breaks first.")
    add_products(weekly, {product.pk: 6 for product in goods[:4]})
    today = timezone.localdate(now)
    ShoppingList.objects.filter(pk=weekly.pk).update(
        cadence=ShoppingList.Cadence.WEEKS, every=2, next_due=today + timedelta(days=3)
    )
    party = create_list(chef, name="Summer garden, sixty guests")
    add_products(party, {product.pk: 60 for product in goods[2:]})
    share(party, contact=None, right=1)
