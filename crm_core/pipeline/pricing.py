"""What a deal's products cost its buyer: the strategy's answer, frozen on the line."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from crm_core.customers.models import Customer, CustomerIdentifier
from crm_core.pipeline.errors import DealError
from crm_core.pipeline.models import Deal, DealLine
from shop.catalogue.models import Product
from shop.configuration.queries import shop_currency
from shop.money import MoneySum, round_money
from shop.partner.buyers import Buyer, audiences_of_company, buyer_for, customer_buyer
from shop.partner.strategy import Strategy
from shop.tax.amounts import gross_of
from shop.tax.queries import situation
from shop.user.models import User

PERCENT = Decimal(100)
#: What a column of money holds.
MOST_MONEY = Decimal("9999999999.99")


@dataclass(frozen=True, kw_only=True)
class NewLine:
    """So many pieces of a product, at the buyer's price, less `discount` percent."""

    product: Product
    quantity: int = 1
    discount: Decimal = Decimal(0)


def buyer_of(customer: Customer, contact: Customer | None = None) -> Buyer:
    """Return for whom a deal's prices are asked: the contact's account, the customer's, their company.

    The company's price holds for whoever buys for the company, so a contact without an account gets it, too.
    """
    for record in (contact, customer):
        user = _user_of(record) if record is not None else None
        if user is not None and (buyer := buyer_for(user)).company_id is not None:
            return buyer
    if customer.company is not None:
        return Buyer(
            currency=shop_currency(),
            company_id=customer.company.pk,
            audiences=audiences_of_company(customer.company),
            tax=situation(is_company=True),
        )
    return customer_buyer(_user_of(customer))


def _user_of(customer: Customer) -> User | None:
    keys = customer.identifiers.filter(kind=CustomerIdentifier.Kind.USER).order_by("pk")
    numbers = [int(value) for value in keys.values_list("value", flat=True) if value.isdecimal()]
    return User.objects.filter(pk__in=numbers, is_active=True).order_by("pk").first() if numbers else None


def priced_line(deal: Deal, product: Product, *, quantity: int, discount: Decimal = Decimal(0)) -> DealLine:
    """Return an unsaved line of a product at the deal's buyer's price of now.

    Raises DealError for a product that has no price for them, or one in another currency than the deal's.
    """
    strategy = Strategy(buyer=buyer_of(deal.customer, deal.contact))
    info = strategy.fetch_for_product(product, quantity=max(quantity, 1))
    if not info.price.exists or product.is_parent:
        raise DealError(_("“%(product)s” has no price for this customer.") % {"product": product.get_title()})
    price = info.price
    if price.currency != deal.currency:
        raise DealError(
            _("“%(product)s” costs %(theirs)s, and the deal is in %(ours)s.")
            % {"product": product.get_title(), "theirs": price.currency, "ours": deal.currency}
        )
    line = DealLine(
        deal=deal,
        product=product,
        title=product.get_title()[:255],
        sku=(info.stockrecord.partner_sku if info.stockrecord else product.upc or "")[:64],
        quantity=quantity,
        unit_net=price.unit_net,
        unit_gross=price.unit_gross,
        tax_rate=price.rate,
        keeps_net=price.keeps_net,
        discount=discount,
        priced_at=timezone.now(),
    )
    line.total = line_total(line, currency=deal.currency)
    return line


def line_total(line: DealLine, *, currency: str) -> Decimal:
    """Return what a line comes to, tax included: pieces times frozen price less the discount."""
    share = (PERCENT - line.discount) / PERCENT
    if line.keeps_net:
        net = round_money(line.unit_net * line.quantity * share, currency)
        return _held(gross_of(net, rate=line.tax_rate, currency=currency))
    return _held(round_money(line.unit_gross * line.quantity * share, currency))


def _held(total: Decimal) -> Decimal:
    """Return a sum that the tables can hold. Raises DealError for one that they cannot."""
    if total > MOST_MONEY:
        raise DealError(_("This comes to more than can be noted."))
    return total


def sum_of_lines(deal: Deal) -> Decimal | None:
    """Add up the lines of a deal; None where it has none."""
    lines = DealLine.objects.filter(deal=deal).order_by()
    if not lines.exists():
        return None
    return _held(lines.aggregate(total=MoneySum("total"))["total"])
