"""Find products for a quick order: numbers one slip away, and products by words of their names."""

from dataclasses import replace

from django.conf import settings
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import get_language

from search.buyers import price_list_of
from search.engines import get_engine
from search.engines.base import EngineUnavailableError
from search.named_variants import named_variants
from search.parameters import TEXT, parse_parameters
from search.slips import codes_near
from search.types import BuyerContext
from shop.partner.buyers import Buyer
from shop.quick_order.finders import FINDERS, Finder

MOST = 8


def products_by_words(text: str, buyer: Buyer) -> list[int]:
    """Return the variants that a text names, else the families and single products; the best first."""
    asked = parse_parameters(QueryDict(urlencode({TEXT: text})), currency=buyer.currency)
    if not asked.text:
        return []
    language = get_language() or settings.LANGUAGE_CODE
    whom = BuyerContext(language=language, currency=buyer.currency, price_list=price_list_of(buyer))
    query = asked.query(buyer=whom, category_id=None, page_size=MOST)
    try:
        result = get_engine().search(replace(query, with_facets=False))
    except EngineUnavailableError:
        return []
    named = named_variants(result.product_ids, result.corrected_text or asked.text, among={})
    return [pk for product_id in result.product_ids for pk in (named.get(product_id) or (product_id,))]


FINDERS.register(Finder(name="search", near=codes_near, named=products_by_words))
