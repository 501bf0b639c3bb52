"""Beginning an offer with a template, and keeping one as a template for the next."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from crm_core.order_entry.products import products_by_number
from crm_core.quotes.drafting import DraftTerms, discounted
from crm_core.quotes.errors import QuoteError
from crm_core.quotes.models import Quote, QuoteTemplate, QuoteTemplateLine, QuoteVersion
from crm_core.quotes.pricing import WantedLine, buyer_of_quote
from shop.catalogue.models import Product
from shop.partner.queries import purchase_infos
from shop.time_zones import shop_day


@dataclass(frozen=True, kw_only=True)
class Filled:
    """Lines of a template at a buyer's prices, and the numbers of articles that are not sold to them."""

    lines: list[WantedLine]
    missing: list[str]


def usable_templates() -> QuerySet[QuoteTemplate]:
    """List the templates that offers may begin with."""
    return QuoteTemplate.objects.filter(is_active=True)


def lines_for(template: QuoteTemplate, quote: Quote) -> Filled:
    """Return the lines of a template for a quote, at its buyer's list prices less the template's discounts.

    Net or gross and in the currency that the quote has; a constant number of queries.
    """
    rows = list(template.lines.all())
    products = products_by_number(row.sku for row in rows)
    prices = list_prices(quote, products.values())
    lines, missing = [], []
    for row in rows:
        product = products.get(row.sku.lower())
        if product is None or product.pk not in prices:
            missing.append(row.sku)
            continue
        price = prices[product.pk]
        if price is not None:
            price = discounted(price, row.discount, currency=quote.currency)
        lines.append(WantedLine(product=product, quantity=row.quantity, price=price, note=row.note))
    return Filled(lines=lines, missing=missing)


def list_prices(quote: Quote, products: Iterable[Product]) -> dict[int, Decimal | None]:
    """Return what one piece of each product costs a quote's buyer; without those hidden from the buyer."""
    infos = purchase_infos(list(products), buyer=buyer_of_quote(quote))
    found: dict[int, Decimal | None] = {}
    for pk, info in infos.items():
        if not info.is_visible:
            continue
        price = info.price
        has_price = bool(price.exists) and price.currency == quote.currency
        found[pk] = (price.unit_net if quote.is_net else price.unit_gross) if has_price else None
    return found


def with_terms_of(terms: DraftTerms, template: QuoteTemplate) -> DraftTerms:
    """Fill what is empty in the terms of an offer by a template; what was typed stays."""
    days = template.valid_days
    return replace(
        terms,
        message=terms.message or template.message,
        delivery=terms.delivery or template.delivery,
        payment_terms=terms.payment_terms or template.payment_terms,
        valid_until=terms.valid_until or (shop_day() + timedelta(days=days) if days else None),
        allows_offers=terms.allows_offers or template.allows_offers,
    )


@transaction.atomic
def save_as_template(version: QuoteVersion, *, name: str) -> QuoteTemplate:
    """Keep a version's terms and lines as a template: discounts, not prices, and nothing of its buyer.

    What was written to this buyer stays with them: message and remarks are left out. Raises QuoteError for a
    name that is taken, and for a version without a line.
    """
    lines = [line for line in version.lines.order_by("key") if line.sku]
    if not lines:
        raise QuoteError(_("There is no line to keep."))
    template = QuoteTemplate(
        name=name,
        delivery=version.delivery,
        payment_terms=version.payment_terms,
        allows_offers=version.allows_offers,
    )
    try:
        with transaction.atomic():
            template.save()
    except IntegrityError as error:
        raise QuoteError(_("There is a template of this name already.")) from error
    QuoteTemplateLine.objects.bulk_create(
        QuoteTemplateLine(
            template=template, sku=line.sku, quantity=line.quantity, discount=line.discount or Decimal(0)
        )
        for line in lines
    )
    return template
