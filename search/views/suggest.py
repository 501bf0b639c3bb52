"""What is offered while somebody types into the search box."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.generic import TemplateView

from search.buyers import context_of
from search.engines import get_engine
from search.named_variants import named_variants
from search.parameters import TEXT, parse_parameters
from search.seo import NOINDEX
from search.views.category_links import CategoryLink
from shop.catalogue.categories import categories_named
from shop.partner.buyers import Buyer, buyer_for
from shop.storefront.cards import product_cards

MOST_PRODUCTS, MOST_CATEGORIES = 5, 3


class SuggestView(TemplateView):
    """`/shop/search/suggest/?q=...`: a part of a page; template `oscar/search/suggestions.html`.

    Context: `text`, `searched_text` (the same, or what was put in its place), `cards` (`ProductCard`s),
    `total`, `categories` (`CategoryLink`s), `all_url`, the whole results. Pages are added by the template.
    Fourteen queries at most, none without a word. It is no search of a visitor's: `user_search` is not sent.
    """

    template_name = "oscar/search/suggestions.html"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Answer, for nobody to keep."""
        response = super().get(request, *args, **kwargs)
        response.headers["X-Robots-Tag"] = NOINDEX
        response.headers["Cache-Control"] = "private, no-store"
        return response

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Ask for the first products and for categories of that name."""
        buyer = buyer_for(self.request.user)
        asked = parse_parameters(self.request.GET, currency=buyer.currency, sees_prices=buyer.sees_prices)
        context = super().get_context_data(text=asked.text, cards=[], total=0, categories=[], **kwargs)
        if not asked.text:
            return context
        query = asked.query(buyer=context_of(buyer), category_id=None, page_size=MOST_PRODUCTS)
        result = get_engine().search(replace(query, with_facets=False))
        searched = result.corrected_text or asked.text
        named = named_variants(result.product_ids, searched, among={})
        return context | {
            "searched_text": searched,
            "cards": product_cards(result.product_ids, buyer=buyer, matches=named),
            "total": result.total,
            "categories": _categories(searched, buyer),
            "all_url": f"{reverse('search:search')}?{urlencode({TEXT: asked.text})}",
        }


def _categories(text: str, buyer: Buyer) -> list[CategoryLink]:
    """Find the categories that a buyer sees by their name in the reader's language; from memory."""
    found = categories_named(text, limit=MOST_CATEGORIES, buyer=buyer)
    return [CategoryLink(label=name, url=url) for name, url in found]
