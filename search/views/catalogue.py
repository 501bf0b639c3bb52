"""All products, and the products of a category."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from search.views.base import ListingView
from search.views.category_links import CategoryLink, category_link
from shop.catalogue.categories import is_category_shown, top_categories
from shop.catalogue.images import Picture
from shop.catalogue.models import Category
from shop.partner.visibility import is_shown

# In SQL: building it out of expressions takes nine times as long as all of this. Paths are treebeard's,
# digits and capitals, so that nothing in them means something to LIKE.
FAMILY = """
    SELECT relative.*
    FROM catalogue_category here
    JOIN catalogue_category relative
      ON here.path LIKE relative.path || '%%'
      OR (relative.path LIKE here.path || '%%' AND relative.depth = here.depth + 1 AND relative.is_public)
    WHERE here.id = %s
    ORDER BY relative.path
"""


class CatalogueView(ListingView):
    """`/shop/`: all products; template `oscar/catalogue/browse.html`.

    Adds `title`, `subcategories`, the public categories of the first level as
    `CategoryLink(label, url)`, and `value_shown`: property and value, as they stand in the address,
    where this is the page of one value (a brand, a glaze); else None.
    """

    template_name = "oscar/catalogue/browse.html"

    @property
    def crumbs(self) -> Sequence[tuple[str, str]]:
        """The shop itself."""
        return [(_("Shop"), "")]

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        """Add title and categories."""
        links = [CategoryLink(label=name, url=url) for name, url in top_categories(buyer=self.buyer)]
        context = super().get_context_data(title=_("All products"), subcategories=links, **kwargs)
        chosen = self.asked.filters[0] if context["listing"].facet_words else None
        context["value_shown"] = (chosen.code, chosen.values[0]) if chosen else None
        return context


class ProductCategoryView(ListingView):
    """A category with all below it; template `oscar/catalogue/category.html`.

    Adds `title`, `category`, `breadcrumbs` (the categories above) and `subcategories` (the public
    ones right below), both lists of `CategoryLink(label, url)`. A category that this reader does not
    see is 404 but for staff who may see categories.
    """

    template_name = "oscar/catalogue/category.html"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show the category at its own address; send there who comes by an older one."""
        category = self.category
        is_seen = is_category_shown(category.pk, buyer=self.buyer)
        if not is_seen and not request.user.has_perm("catalogue.view_category"):
            raise Http404
        address = category_link(category, self._above).url
        if unquote(address) != unquote(request.path):
            parameters = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(f"{address}?{parameters}" if parameters else address)
        return super().get(request, *args, **kwargs)

    @property
    def category_id(self) -> int:
        """Only products of this category and those below."""
        return int(self.kwargs["pk"])

    @cached_property
    def _family(self) -> list[Category]:
        """The category of the address with those above and the public ones right below it, in one query."""
        return list(Category.objects.raw(FAMILY, [self.category_id]))

    @cached_property
    def category(self) -> Category:
        """The category of the address; raise Http404 without it."""
        found = next((entry for entry in self._family if entry.pk == self.category_id), None)
        if found is None:
            raise Http404
        return found

    @property
    def _relatives(self) -> list[Category]:
        return [entry for entry in self._family if entry.pk != self.category_id]

    @property
    def _above(self) -> list[Category]:
        return [relative for relative in self._relatives if relative.depth < self.category.depth]

    @property
    def crumbs(self) -> Sequence[tuple[str, str]]:
        """From the shop through the categories above."""
        above = [category_link(entry, self._above[:depth]) for depth, entry in enumerate(self._above)]
        return [
            (_("Shop"), reverse("catalogue:index")),
            *((link.label, link.url) for link in above),
            (self.category.name, ""),
        ]

    @property
    def share_picture(self) -> Picture | None:
        """The category's own picture."""
        name = self.category.image.name if self.category.image else ""
        return Picture(name=name, alt=self.category.name) if name else None

    def get_context_data(self, **kwargs: object) -> dict[str, Any]:
        """Add the category and its relatives."""
        above = self._above
        line = [*above, self.category]
        return super().get_context_data(
            title=self.category.name,
            category=self.category,
            breadcrumbs=[category_link(entry, above[:depth]) for depth, entry in enumerate(above)],
            subcategories=[
                category_link(entry, line)
                for entry in self._relatives
                if entry.depth > self.category.depth and is_shown(entry.visibility_id, buyer=self.buyer)
            ],
            **kwargs,
        )
