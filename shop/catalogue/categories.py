"""The tree of categories, kept in memory: header and breadcrumbs are on every page and cost no query."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models.signals import post_delete, post_save
from django.urls import reverse
from modeltranslation.utils import build_localized_fieldname, get_language, resolution_order

from shop.catalogue.localized import localized_value
from shop.catalogue.models import Category
from shop.catalogue.signals import category_moved
from shop.configuration.memory import LazyMemory


@dataclass(frozen=True, kw_only=True, slots=True)
class CategoryNode:
    """A category of the tree: `above` are the keys of those above it, the topmost first."""

    pk: int
    slug: str
    names: Mapping[str, str]
    is_public: bool
    above: tuple[int, ...]

    @property
    def name(self) -> str:
        """Its name in the reader's language, else in the next that has one."""
        return localized_value(self.names.get(code) for code in resolution_order(get_language()))


def _read() -> dict[int, CategoryNode]:
    """Read all categories in the order of the shop. One query."""
    codes = [code for code, _label in settings.LANGUAGES]
    columns = [build_localized_fieldname("name", code) for code in codes]
    rows = (
        Category.objects.rewrite(False)
        .order_by("path")
        .values_list("pk", "path", "slug", "is_public", *columns)
    )
    found: dict[int, CategoryNode] = {}
    keys: dict[str, int] = {}
    for pk, path, slug, is_public, *names in rows:
        keys[path] = pk
        steps = range(Category.steplen, len(path), Category.steplen)
        found[pk] = CategoryNode(
            pk=pk,
            slug=slug,
            names={code: name for code, name in zip(codes, names, strict=True) if name},
            is_public=is_public,
            above=tuple(keys[path[:end]] for end in steps if path[:end] in keys),
        )
    return found


CATEGORIES: LazyMemory[dict[int, CategoryNode]] = LazyMemory("categories", _read)

for _signal in (post_save, post_delete, category_moved):
    _signal.connect(CATEGORIES.forget, sender=Category, weak=False, dispatch_uid="catalogue.tree_changed")


def category_links(pk: int) -> list[tuple[str, str]]:
    """Return name and address of a category after those above it; empty for one that is gone."""
    tree = CATEGORIES.get()
    node = tree.get(pk)
    if node is None:
        return []
    links, slugs = [], []
    for step in (*(tree[key] for key in node.above), node):
        slugs.append(step.slug)
        address = reverse("catalogue:category", kwargs={"category_slug": "/".join(slugs), "pk": step.pk})
        links.append((step.name, address))
    return links


def top_categories() -> list[tuple[str, str]]:
    """Return name and address of the public categories of the first level, in the shop's order."""
    tops = (node for node in CATEGORIES.get().values() if node.is_public and not node.above)
    return [link for node in tops for link in category_links(node.pk)]


def categories_named(text: str, *, limit: int) -> list[tuple[str, str]]:
    """Return name and address of public categories whose name holds a text, in the reader's language.

    The nearest to the root first, then in the shop's order; from memory.
    """
    tree, wanted, language = CATEGORIES.get(), text.casefold(), get_language()
    found = [
        node
        for node in tree.values()
        if wanted in node.names.get(language, "").casefold()
        and node.is_public
        and all(tree[key].is_public for key in node.above)
    ]
    found.sort(key=lambda node: len(node.above))
    return [category_links(node.pk)[-1] for node in found[:limit]]
