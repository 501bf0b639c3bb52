"""What every listing has in common: read the address, ask the engine, show the page."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext as _
from django.views.generic import TemplateView

from search.buyers import context_of
from search.engines import get_engine
from search.facet_labels import with_chosen
from search.hit_explanations import hit_explanations
from search.listing import Hint, Listing, Suggestion
from search.named_variants import named_variants
from search.parameters import SearchParams, parse_parameters
from search.presenter import ListingPresenter
from search.spelling import alternatives
from search.types import BuyerContext, Result
from shop.catalogue.images import Picture
from shop.partner.buyers import Buyer, buyer_for
from shop.storefront.cards import product_cards
from shop.storefront.structured_data import as_json_ld, breadcrumb_schema

MOST_HINTS = 4
# So few are little; other words are worth a line when they find several times as many.
FEW, FEW_TIMES = 2, 5


class ListingView(TemplateView):
    """A page of products with facets.

    The template gets `listing`, a `search.listing.Listing`:

    - `listing.total`, `listing.first`, `listing.last`: how many, and which are shown ("25-48 of 90").
    - `listing.cards`: `ProductCard`s, for `components/product_card.html`.
    - `listing.facets`: `FacetBox(code, label, choices, is_active, clear_url, has_swatches)`; each of
      `choices` is `Choice(name, slug, label, count, is_selected, swatch, url)`. As a GET form to
      `listing.path`: checkboxes named `choice.name` with value `choice.slug`; as links: `choice.url`.
    - `listing.price`: None or `PriceBox(currency, minimum, maximum, low, high, is_active, clear_url)` in
      major units; the parameter is `price=LOW-HIGH`, either end may be empty.
    - `listing.in_stock`: `Toggle(name, value, url, is_selected, count)`: only what can be had.
    - `listing.ratings`: `RatingChoice(value, stars, label, count, is_selected, url)`, the first for any
      rating; empty where nothing is rated. The parameter is `rating`.
    - `listing.chips`: `Chip(facet, label, swatch, url)`, what is chosen now; `url` takes it back.
      `listing.clear_url` takes all back.
    - `listing.orders`: `Order(value, label, url, is_selected)`; the parameter is `sort`, `listing.order`
      its value now.
    - `listing.pages`: `Page(number, url, is_current)`, number 0 for a gap; `listing.previous_url` and
      `listing.next_url` are empty at the ends; `listing.page` of `listing.page_count`.
    - `listing.text`: the words searched for (parameter `q`).
    - `listing.robots`, `listing.canonical_query`: see `search.seo`; `listing.facet_words`: the one
      value chosen ("Celadon") where that listing is a page in its own right, else empty.
    - `listing.problems`: sentences on what could not be read of the address.
    - `listing.hints`: only when nothing is found: `Hint(label, url, count)`, "without LABEL: COUNT".
    - `listing.corrected`: None or `CorrectedText(text, typed_url)`, when what was typed finds nothing and
      this was searched for instead; `listing.searched_text`: the words that were searched for.
    - `listing.full_cards`, `listing.partial_cards`: the cards with all and with only some of the words.
    - `listing.explanations`: why each hit is there, by product; empty for all but staff who may read it.
    - `listing.did_you_mean`: None or `Suggestion(text, url, count)`, when words find little and others, a
      slip away, find more; or when the reader insists on what finds nothing.

    Other names: `title`, `robots`, `canonical_query`, `share_picture`, `json_ld` for the page's head
    (see `base.html`), and what the subclass says. A request by HTMX gets `fragment_name` with the
    same context. A page beyond the last is 404. Seven queries at most, beside the cards'. Where facet values
    or prices are chosen, a card shows the variant on which they hold; of these, or of all, the one that the
    words name.
    """

    fragment_name = "components/listing.html"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show the page, or only its listing to HTMX."""
        response = super().get(request, *args, **kwargs)
        patch_vary_headers(response, ["HX-Request"])
        return response

    def get_template_names(self) -> list[str]:
        """Give HTMX the fragment, but for a whole page that it loads by itself."""
        htmx = getattr(self.request, "htmx", None)
        if htmx and not htmx.boosted and not htmx.history_restore_request:
            return [self.fragment_name]
        return super().get_template_names()

    @property
    def category_id(self) -> int | None:
        """Only products below this category; None for all."""
        return None

    @cached_property
    def buyer(self) -> Buyer:
        """For whom the listing is made."""
        return buyer_for(self.request.user)

    @cached_property
    def asked(self) -> SearchParams:
        """What the address asks for."""
        return parse_parameters(
            self.request.GET, currency=self.buyer.currency, sees_prices=self.buyer.sees_prices
        )

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        """Add the listing and what the page's head says of it."""
        listing = self.get_listing()
        return super().get_context_data(
            listing=listing,
            robots=listing.robots,
            canonical_query=listing.canonical_query,
            share_picture=self.share_picture or next((c.image for c in listing.cards if c.image), None),
            json_ld=self._json_ld(),
            **kwargs,
        )

    @property
    def share_picture(self) -> Picture | None:
        """The picture shown where somebody posts this address; None for the first product's."""
        return None

    @property
    def crumbs(self) -> Sequence[tuple[str, str]]:
        """The way from the shop to here, as (words, path); the last path is empty. Empty for no way."""
        return ()

    def _json_ld(self) -> str:
        if not self.crumbs:
            return ""
        base = self.request.build_absolute_uri("/")
        return as_json_ld([breadcrumb_schema(self.crumbs, base=base, here=self.request.path)])

    def get_listing(self) -> Listing:
        """Ask the engine and compose the page; raise Http404 for a page beyond the last."""
        engine, size = get_engine(), settings.OSCAR_PRODUCTS_PER_PAGE
        query = self.asked.query(buyer=self._context(), category_id=self.category_id, page_size=size)
        result = engine.search(query)
        if self.asked.page > 1 and result.total <= query.offset:
            raise Http404(_("There is no page %(page)d.") % {"page": self.asked.page})
        language = get_language() or settings.LANGUAGE_CODE
        result = replace(result, facets=with_chosen(result.facets, self.asked.filters, language))
        presenter = ListingPresenter(
            path=self.request.path,
            asked=self.asked,
            result=result,
            currency=self.buyer.currency,
            page_size=size,
            sees_prices=self.buyer.sees_prices,
        )
        words = result.corrected_text or self.asked.text
        matches = named_variants(result.product_ids, words, among=result.matches)
        cards = product_cards(result.product_ids, buyer=self.buyer, matches=matches)
        hints = () if result.total else self._hints(presenter)
        return presenter.listing(
            cards,
            hints,
            did_you_mean=self._did_you_mean(presenter),
            explanations=hit_explanations(self.request.user, query, result.product_ids),
        )

    def _context(self) -> BuyerContext:
        return context_of(self.buyer)

    def _found(self, **changes: Any) -> Result:
        """Ask for the same with other words, without facets."""
        asked = replace(self.asked, page=1, **changes)
        query = asked.query(buyer=self._context(), category_id=self.category_id, page_size=1)
        return get_engine().search(replace(query, with_facets=False))

    def _did_you_mean(self, presenter: ListingPresenter) -> Suggestion | None:
        """Find other words where those asked for find little; a few queries, else none."""
        full = presenter.result.full_matches
        if not self.asked.text or full > FEW or self.asked.page > 1 or presenter.result.corrected_text:
            return None
        if self.asked.is_literal and not full:
            found = self._found(is_literal=False)
            text, count = found.corrected_text, found.full_matches
            return presenter.suggestion(text, count) if text and count else None
        for text in alternatives(self.asked.text) if full else ():
            if (count := self._found(text=text, is_literal=True).full_matches) > full * FEW_TIMES:
                return presenter.suggestion(text, count)
        return None

    def _hints(self, presenter: ListingPresenter) -> tuple[Hint, ...]:
        """Find which single choice, taken back, gives products; one query each, a few at most."""
        engine, hints = get_engine(), []
        for label, asked in list(presenter.without_each_choice())[:MOST_HINTS]:
            query = asked.query(buyer=self._context(), category_id=self.category_id, page_size=1)
            if count := engine.count(query):
                hints.append(Hint(label=label, url=presenter.url(asked), count=count))
        return tuple(hints)
