"""Categories as links."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from shop.catalogue.models import Category


@dataclass(frozen=True, kw_only=True)
class CategoryLink:
    """A category as a link."""

    label: str
    url: str


def category_link(category: Category, above: Sequence[Category]) -> CategoryLink:
    """Return a category's link without asking for the categories above it again."""
    slug = "/".join(entry.slug for entry in (*above, category))
    url = reverse("catalogue:category", kwargs={"category_slug": slug, "pk": category.pk})
    return CategoryLink(label=category.name, url=url)
