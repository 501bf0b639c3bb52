"""Which address a category and a value of a property get when they are saved."""

import re
from typing import TYPE_CHECKING, Any

from django.conf import settings
from modeltranslation.utils import build_localized_fieldname

from shop.slugs import LONGEST, legacy_slug, slugify, taken_slugs, unique_slug

if TYPE_CHECKING:
    from oscar.apps.catalogue.abstract_models import AbstractAttributeOption

# What Oscar's addresses of products and categories match.
_FITS = re.compile(r"[-\w]+")


def is_usable_slug(slug: str | None) -> bool:
    """Say whether an address can hold this slug."""
    return slug is not None and len(slug) <= LONGEST and _FITS.fullmatch(slug) is not None


def usable_slug(slug: str | None, *words: str | None) -> str:
    """Return a slug that an address can hold: the given one, else one of the first word there is."""
    given = slug or ""
    if is_usable_slug(given):
        return given
    return slugify(next((word for word in (given, *words) if word and word.strip()), ""))


def category_slug(category: Any) -> str:
    """Return a category's slug, unlike those of its siblings; one that is kept is not looked at again."""
    rows = type(category)._default_manager.all()
    slug = usable_slug(category.slug, category.name, *_words(category, "name"))
    if not category._state.adding and rows.filter(pk=category.pk, slug=slug).exists():
        return slug
    siblings = rows.filter(depth=category.depth, path__startswith=category.path[: -category.steplen])
    return unique_slug(slug, taken_slugs(siblings.exclude(pk=category.pk), slug))


def option_slug(option: Any) -> str:
    """Return how a value stands in addresses, unlike every other word by which its facets are narrowed.

    It is the value's code, else its word in the site's language, with a number behind it where another
    value came first; the same word in another group of the same property is the same address. At most
    two queries.
    """
    column = build_localized_fieldname("option", settings.LANGUAGE_CODE)
    word = getattr(option, column) or option.option or ""
    wanted = option.code or legacy_slug(word)[:LONGEST] or slugify(word)
    rows = type(option)._default_manager.filter(group__in=_groups_of_its_facets(option))
    near = rows.exclude(pk=option.pk).filter(slug__startswith=wanted[:100])
    others = [
        (slug, said or base, group == option.group_id)
        for slug, base, said, group in near.values_list("slug", "option", column, "group_id")
    ]
    if not (option.code or legacy_slug(word)) and option.slug == f"option-{option.pk}":
        return option.slug  # what values of signs alone were called before their signs had names
    taken = {slug for slug, said, is_of_its_group in others if is_of_its_group or said != word}
    if option.slug not in taken and _is_numbered(option.slug, wanted):
        return option.slug
    same = (slug for slug, said, is_of_its_group in others if said == word and not is_of_its_group)
    return unique_slug(next(same, wanted), taken)


def _is_numbered(slug: str, wanted: str) -> bool:
    start, _hyphen, number = slug.rpartition("-")
    return slug == wanted or (number.isdecimal() and bool(start) and wanted.startswith(start))


def _groups_of_its_facets(option: "AbstractAttributeOption") -> set[int]:
    attributes = type(option)._meta.apps.get_model("catalogue", "ProductAttribute")._default_manager
    codes = attributes.filter(option_group=option.group_id).values("code")
    groups = attributes.filter(code__in=codes, option_group__isnull=False)
    return {option.group_id, *groups.values_list("option_group", flat=True)}


def _words(row: object, name: str) -> list[str | None]:
    names = [build_localized_fieldname(name, code) for code, _language in settings.LANGUAGES]
    return [getattr(row, each, None) for each in names]
