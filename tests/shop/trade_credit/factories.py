"""Companies that buy on account, with their people and orders."""

from decimal import Decimal
from itertools import count

from shop.b2b.presets import ADMINISTRATOR, preset_role
from shop.documents.services import issue_invoice
from shop.order.models import Order
from shop.trade_credit.models import CreditAccount
from shop.trade_credit.on_account import OnAccount
from shop.trade_credit.services import open_account
from tests.crm_core.factories import CompanyContactFactory, CompanyFactory
from tests.shop.factories import UserFactory, make_seller
from tests.shop.payments.kit import order_by

_keys = count(1)


def make_member(company, preset=ADMINISTRATOR, **fields):
    """Somebody who acts for a company in a preset role."""
    user = UserFactory(**fields)
    CompanyContactFactory(company=company, user=user, email=user.email, role=preset_role(preset))
    return user


def make_account(company=None, limit="100.00", **rules):
    """A company's credit account with a limit."""
    company = company or CompanyFactory()
    account = open_account(
        company,
        currency="EUR",
        limit=None if limit is None else Decimal(limit),
        by=None,
        reason="agreed",
        key=str(next(_keys)),
    )
    if rules:
        CreditAccount.objects.filter(pk=account.pk).update(**rules)
        account.refresh_from_db()
    return account


def buy(company, **kwargs):
    """An order of 24.00 (or as told) that the company buys on account."""
    return order_by(OnAccount(), company=company, **kwargs)


def invoice(order, **seller):
    """The order's invoice."""
    make_seller(**seller)
    return issue_invoice(Order.objects.get(pk=order.pk))
