"""The shop's currency: which there are, and whether it can still change."""

from babel import Locale
from babel.numbers import get_currency_name, get_currency_precision, list_currencies
from django.db import transaction
from django.utils.translation import get_language, to_locale

from shop.basket.models import Line as BasketLine
from shop.catalogue.services import announce_products
from shop.money import MOST_DECIMALS, is_payable
from shop.offer.models import Benefit, Condition
from shop.order.models import Order
from shop.partner.models import StockRecord
from shop.shipping.models import DeliveryRate

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
    """Count the prices, of delivery too, and amounts of offers that a currency cannot pay: 4.50 in yen."""
    columns = (
        Benefit.objects.filter(type__in=Benefit.AMOUNTS).values_list("value", flat=True),
        Condition.objects.filter(type=Condition.VALUE).values_list("value", flat=True),
        StockRecord.objects.values_list("price", flat=True),
        DeliveryRate.objects.values_list("price", flat=True),
        DeliveryRate.objects.values_list("free_from", flat=True),
    )
    return sum(
        amount is not None and not is_payable(amount, currency)
        for amounts in columns
        for amount in amounts.iterator()
    )


@transaction.atomic
def relabel_prices(was: str, now: str) -> int:
    """Let the prices entered before the first order be in the currency now chosen; return how many.

    A price keeps its number: whoever typed 45 before choosing francs meant francs. Prices that were in
    another currency than the shop's stay in it. Lines of baskets follow their prices: else what was put
    in before would be ordered in the old currency at the new price.
    """
    if was == now or orders_exist():
        return 0
    records = StockRecord.objects.filter(price_currency=was)
    products = list(records.values_list("product_id", flat=True))
    changed = records.update(price_currency=now)
    BasketLine.objects.filter(price_currency=was).update(price_currency=now)
    announce_products(products)
    return changed
