"""As whom a customer buys when staff order for them: their account, their company, or a guest."""

from dataclasses import dataclass, replace

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db.models import Q

from crm_core.customers.models import Customer, CustomerIdentifier
from crm_core.order_entry.models import OrderDraft
from shop.b2b.models import Company
from shop.b2b.queries import company_of
from shop.partner.buyers import Buyer, audiences_of_company, customer_buyer
from shop.partner.strategy import Strategy
from shop.tax.queries import situation
from shop.tax.services import check_vat_id, clean_vat_id, latest_check, situation_for
from shop.user.language import reader_language
from shop.user.models import User


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the goods go, as far as the tax needs it."""

    country: str
    state: str = ""
    postcode: str = ""


@dataclass(frozen=True, kw_only=True)
class Purchaser:
    """Who an order is for: an account if there is one, the company that is billed, where to write to."""

    account: User | None
    company: Company | None
    email: str
    language: str

    @property
    def user(self) -> User | AnonymousUser:
        """The account, or nobody's."""
        return self.account or AnonymousUser()

    @property
    def guest_email(self) -> str:
        """The address kept on a guest's order; an account has its own."""
        return "" if self.account else self.email

    @property
    def billed(self) -> dict[str, str]:
        """Return the company as the checkout keeps it."""
        return {"name": self.company.name, "vat_id": self.company.vat_id} if self.company else {}


def accounts_of(customer: Customer) -> list[User]:
    """List the accounts by which a customer may buy: their own; of a company, its people's. Two queries."""
    keys = customer.identifiers.filter(kind=CustomerIdentifier.Kind.USER).values_list("value", flat=True)
    theirs = Q(pk__in=[int(key) for key in keys if key.isdecimal()])
    if customer.kind == Customer.Kind.COMPANY and customer.company_id:
        theirs |= Q(company_contact__company=customer.company_id)
    return list(User.objects.filter(theirs, is_active=True).order_by("pk"))


def purchaser_of(draft: OrderDraft) -> Purchaser:
    """Return as whom the customer of a draft buys: by the account chosen, else by the first they have."""
    customer, accounts = draft.customer, accounts_of(draft.customer)
    account = next((user for user in accounts if user.pk == draft.account_id), None)
    account = account or next(iter(accounts), None)
    company = company_of(account) if account else None
    if company is None and customer.kind == Customer.Kind.COMPANY and account is None:
        company = customer.company
    return Purchaser(
        account=account,
        company=company,
        email=account.email if account else draft.email or customer.email,
        language=reader_language(account, otherwise=customer.language),
    )


def strategy_for(purchaser: Purchaser, place: Place | None) -> Strategy:
    """Return the strategy that prices for a customer at the tax of where it goes; at home without a place.

    Two queries with a place, as in the checkout.
    """
    buyer = _buyer_of(purchaser)
    if place is not None and place.country:
        tax = situation_for(
            country=place.country, state=place.state, postcode=place.postcode, company=purchaser.company
        )
        buyer = replace(buyer, tax=tax)
    return Strategy(user=purchaser.account, buyer=buyer)


def _buyer_of(purchaser: Purchaser) -> Buyer:
    buyer = customer_buyer(purchaser.account)
    if purchaser.company is not None and buyer.company_id is None:
        return replace(
            buyer,
            company_id=purchaser.company.pk,
            audiences=audiences_of_company(purchaser.company),
            tax=situation(is_company=True),
        )
    return buyer


def check_company(purchaser: Purchaser, *, by: User) -> None:
    """Ask the register about the company's VAT id, unless an answer holds. Outside of transactions."""
    company = purchaser.company
    if company is None or not company.vat_id or latest_check(company.vat_id):
        return
    try:
        check_vat_id(clean_vat_id(company.vat_id), by=by)
    except ValidationError:
        return  # it is no VAT id: tax is charged
