"""The tree of categories, kept in memory: header and breadcrumbs are on every page and cost no query."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models.signals import post_delete, post_save
from django.urls import reverse
from modeltranslation.utils import build_localized_fieldname, get_language, resolution_order

from shop.catalogue.localized import localized_value
from shop.catalogue.models import Category
from shop.catalogue.signals import category_moved
from shop.chinese import simplified
from shop.configuration.memory import LazyMemory
from shop.configuration.queries import login_is_required
from shop.partner.buyers import Buyer
from shop.partner.visibility import is_shown


@dataclass(frozen=True, kw_only=True, slots=True)
class CategoryNode:
    """A category of the tree: `above` are the keys of those above it, the topmost first."""

    pk: int
    slug: str
    names: Mapping[str, str]
    is_public: bool
    above: tuple[int, ...]
    visibility_id: int | None = None

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
        .values_list("pk", "path", "slug", "is_public", "visibility_id", *columns)
    )
    found: dict[int, CategoryNode] = {}
    keys: dict[str, int] = {}
    for pk, path, slug, is_public, visibility_id, *names in rows:
        keys[path] = pk
        steps = range(Category.steplen, len(path), Category.steplen)
        found[pk] = CategoryNode(
            pk=pk,
            slug=slug,
            names={code: name for code, name in zip(codes, names, strict=True) if name},
            is_public=is_public,
            above=tuple(keys[path[:end]] for end in steps if path[:end] in keys),
            visibility_id=visibility_id,
        )
    return found


CATEGORIES: LazyMemory[dict[int, CategoryNode]] = LazyMemory("categories:2", _read)

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


def is_category_shown(pk: int, *, buyer: Buyer) -> bool:
    """Tell whether a category is public, below public ones, and shown to a buyer; from memory."""
    tree = CATEGORIES.get()
    node = tree.get(pk)
    if node is None:
        return False
    line = (*(tree[key] for key in node.above), node)
    return all(step.is_public for step in line) and _is_shown(node, buyer)


def hidden_categories(buyer: Callable[[], Buyer]) -> frozenset[int]:
    """Return the categories that a buyer does not see; who asks is found out only where some are hidden."""
    tree = CATEGORIES.get()
    if not login_is_required() and all(node.visibility_id is None for node in tree.values()):
        return frozenset()
    who = buyer()
    return frozenset(pk for pk, node in tree.items() if not _is_shown(node, who))


def _is_shown(node: CategoryNode, buyer: Buyer) -> bool:
    """Tell whether a buyer sees a category; strangers see none where the shop opens after logging in."""
    is_outside = buyer.user_id is None and login_is_required()
    return not is_outside and is_shown(node.visibility_id, buyer=buyer)


def top_categories(*, buyer: Buyer) -> list[tuple[str, str]]:
    """Return name and address of the categories of the first level that a buyer sees, in the shop's order."""
    tops = (pk for pk, node in CATEGORIES.get().items() if not node.above)
    return [link for pk in tops if is_category_shown(pk, buyer=buyer) for link in category_links(pk)]


def categories_named(text: str, *, limit: int, buyer: Buyer) -> list[tuple[str, str]]:
    """Return name and address of categories that a buyer sees and whose name holds a text.

    By their names in the reader's language; the nearest to the root first, then in the shop's order; from
    memory.
    """
    wanted, language = simplified(text).casefold(), get_language()
    found = [
        node
        for pk, node in CATEGORIES.get().items()
        if wanted in simplified(node.names.get(language, "")).casefold()
        and is_category_shown(pk, buyer=buyer)
    ]
    found.sort(key=lambda node: len(node.above))
    return [category_links(node.pk)[-1] for node in found[:limit]]
