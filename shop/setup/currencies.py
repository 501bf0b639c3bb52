"""The shop's currency: which there are, and whether it can still change."""

from babel import Locale
from babel.numbers import get_currency_name, get_currency_precision, list_currencies
from django.db import transaction
from django.utils.translation import get_language, to_locale

from shop.catalogue.services import announce_products
from shop.configuration.models import MoneySettings
from shop.money import MOST_DECIMALS, is_payable
from shop.order.models import Order
from shop.partner.models import StockRecord

#: Of 300 that were ever minted, those that people pay with; the others are found by their code.
CURRENT = (
    "AED ARS AUD BDT BGN BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP GEL HKD HUF IDR ILS INR "
    "ISK JPY KES KRW KZT LKR MAD MDL MKD MMK MNT MOP MXN MYR NGN NOK NPR NZD PEN PHP PKR PLN "
    "QAR RON RSD SAR SEK SGD THB TRY TWD TZS UAH UYU USD VND ZAR"
)


def currency_choices() -> list[tuple[str, str]]:
    """Return currencies by code and by the name the reader knows, sorted by code."""
    known, locale = list_currencies(), Locale.parse(to_locale(get_language() or "en"))
    codes = [
        code for code in CURRENT.split() if code in known and get_currency_precision(code) <= MOST_DECIMALS
    ]
    return [(code, f"{code} – {get_currency_name(code, locale=locale)}") for code in sorted(codes)]


def orders_exist() -> bool:
    """Tell whether anything was ordered yet."""
    return Order.objects.exists()


def unpayable_prices(currency: str) -> int:
    """Count the prices that the currency cannot pay: 4.50 in yen."""
    amounts = StockRecord.objects.exclude(price=None).values_list("price", flat=True)
    return sum(not is_payable(amount, currency) for amount in amounts.iterator())


@transaction.atomic
def relabel_prices(row: MoneySettings) -> int:
    """Let the prices that were entered before the first order be in the chosen currency; return how many.

    A price keeps its number: whoever typed 45 before choosing francs meant francs.
    """
    if not row.currency or orders_exist():
        return 0
    others = StockRecord.objects.exclude(price_currency=row.currency)
    products = list(others.values_list("product_id", flat=True))
    changed = others.update(price_currency=row.currency)
    announce_products(products)
    return changed
