"""Gives every category, product and option that has no address one of its own; all others stay as they are."""

import re
from collections import defaultdict

from django.conf import settings
from django.db import migrations

from shop.slugs import LONGEST, legacy_slug, slugify, unique_slug

FITS = re.compile(r"[-\w]{1,255}")
BATCH = 500


def mend_categories(apps, schema_editor):
    Category = apps.get_model("catalogue", "Category")
    mended = []
    for category in Category.objects.order_by("path").iterator():
        if FITS.fullmatch(category.slug):
            continue
        above = category.path[:-4]  # treebeard's steplen
        siblings = Category.objects.filter(path__startswith=above, depth=category.depth)
        taken = set(siblings.exclude(pk=category.pk).values_list("slug", flat=True))
        category.slug = unique_slug(slugify(category.slug or category.name or category.name_en or ""), taken)
        Category.objects.filter(pk=category.pk).update(slug=category.slug)
        mended.append(category.pk)
    return mended


def mend_products(apps, schema_editor):
    Product = apps.get_model("catalogue", "Product")
    mended = []
    rows = Product.objects.values_list("pk", "slug", "title", "title_en", "code", "upc", "parent__title")
    for pk, slug, *words in rows.iterator(chunk_size=2000):
        if not FITS.fullmatch(slug):
            word = slug or next((word for word in words if word), "")
            mended.append(Product(pk=pk, slug=slugify(word)))
    Product.objects.bulk_update(mended, ["slug"], batch_size=BATCH)


def fill_options(apps, schema_editor):
    """Keep what each value has today; where several share it, all but one get a number behind it."""
    Option = apps.get_model("catalogue", "AttributeOption")
    word_of = f"option_{settings.LANGUAGE_CODE.replace('-', '_')}"
    rows = [
        (pk, group, code or legacy_slug(own or word or "")[:LONGEST] or f"option-{pk}", own or word or "")
        for pk, group, code, word, own in Option.objects.filter(slug="").values_list(
            "pk", "group_id", "code", "option", word_of
        )
    ]
    near = _groups_together(apps)
    today = defaultdict(set)
    for _pk, group, slug, _word in rows:
        today[group].add(slug)
    given = defaultdict(dict)
    written, shared = [], set()
    # The value that is written as its address keeps it, else the oldest.
    for pk, group, slug, word in sorted(rows, key=lambda row: (row[3] != row[2], row[3].lower() != row[2], row[0])):
        around = near.get(group) or {group}
        holders = {other: given[other].get(slug) for other in around}
        if any(said is not None and (other == group or said != word) for other, said in holders.items()):
            shared.add((group, slug))
            taken = set().union(*(today[other] | given[other].keys() for other in around))
            slug = unique_slug(slug, taken)
        given[group][slug] = word
        written.append(Option(pk=pk, slug=slug))
    Option.objects.bulk_update(written, ["slug"], batch_size=BATCH)
    return [pk for pk, group, slug, _word in rows if any((other, slug) in shared for other in near.get(group) or {group})]


def _groups_together(apps):
    """Return, for each group of options, the groups whose values stand in one facet with its own."""
    attributes = apps.get_model("catalogue", "ProductAttribute").objects.filter(option_group__isnull=False)
    by_code, codes = defaultdict(set), defaultdict(set)
    for code, group in attributes.values_list("code", "option_group_id"):
        by_code[code].add(group)
        codes[group].add(code)
    return {group: set().union(*(by_code[code] for code in mine)) for group, mine in codes.items()}


def fill(apps, schema_editor):
    mend_categories(apps, schema_editor)
    mend_products(apps, schema_editor)
    changed = fill_options(apps, schema_editor)
    if changed:
        _list_anew(apps, changed)


def _list_anew(apps, options):
    """Have the search learn the products whose values shared an address."""
    from shop.catalogue.services import announce_products

    values = apps.get_model("catalogue", "ProductAttributeValue").objects
    for start in range(0, len(options), BATCH):
        some = options[start : start + BATCH]
        single = values.filter(value_option__in=some).values_list("product_id", flat=True)
        several = values.filter(value_multi_option__in=some).values_list("product_id", flat=True)
        announce_products({*single, *several})


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0041_addresses_of_options"),
        ("events", "0002_vacuum_by_traffic"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=False)]
