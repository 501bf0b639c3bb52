"""Writing rules, and what follows from them for each product."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.db import transaction

from shop.catalogue.models import Category, Product, VisibilityProfile
from shop.catalogue.services import announce_products
from shop.catalogue.visibility import profile_key
from shop.catalogue_visibility.models import VisibilityRule
from shop.catalogue_visibility.profiles import Rules
from shop.catalogue_visibility.queries import (
    RULES,
    category_lines,
    products_reached,
    stored_rules,
    visibility_of_products,
)
from shop.configuration.models import StorefrontSettings
from shop.partner.visibility import Visibility
from shop.user.models import User

BATCH = 1000


@transaction.atomic
def save_rule(rule: VisibilityRule, *, by: User) -> int:
    """Write a rule, new or changed, and who sees which product by it; return how many products changed.

    There is one rule for each audience and part: a second one takes the first one's place. Holds from the
    commit on, the search index follows by event. A product is shown or hidden with all its variants: raises
    ValueError for a rule about a single variant.
    """
    if rule.product is not None and rule.product.parent_id is not None:
        raise ValueError(f"{rule.part} is a variant")
    _lock()
    VisibilityRule.objects.filter(key=f"{rule.audience}|{rule.part}").exclude(pk=rule.pk).delete()
    before = VisibilityRule.objects.filter(pk=rule.pk).first()
    if rule.pk is None:
        rule.created_by = by
    rule.save()
    return _apply([entry for entry in (before, rule) if entry is not None])


@transaction.atomic
def delete_rule(rule: VisibilityRule) -> int:
    """Take a rule away; return how many products are seen otherwise now."""
    _lock()
    reached = list(products_reached(rule).values_list("pk", flat=True))
    rule.delete()
    return refresh_products(reached) + _refresh_categories()


def refresh_products(product_ids: Collection[int] | None = None) -> int:
    """Write on these products (None: on all) who sees them by the rules; return how many changed.

    Those that changed are announced. May be repeated. To be called in a transaction.
    """
    return _write(product_ids, rules=stored_rules())


@transaction.atomic
def refresh_changed(product_ids: Collection[int]) -> int:
    """Write on these products who sees them, behind every writer of rules; return how many changed.

    A product that is put into a category while a rule is saved for it is seen by neither transaction: this is
    called once both are through. Two queries where all is as it should be; only else the rules are locked.
    """
    rules = stored_rules()
    if all(
        _key(seen.visibility, {}) == seen.held for seen in visibility_of_products(product_ids, rules=rules)
    ):
        return 0
    _lock()
    return refresh_products(product_ids)


@transaction.atomic
def refresh_everything() -> int:
    """Write on all categories and products who sees them; return how many products changed."""
    _lock()
    _refresh_categories()
    return refresh_products()


def _apply(rules: Iterable[VisibilityRule]) -> int:
    reached = {pk for rule in rules for pk in products_reached(rule).values_list("pk", flat=True)}
    _refresh_categories()
    return refresh_products(reached)


def _lock() -> None:
    """Let writers of rules follow each other: each works out what all rules say together."""
    StorefrontSettings.load()
    StorefrontSettings.objects.select_for_update().get()  # guard: visibility-rules-in-turn
    RULES.forget()


def _write(product_ids: Collection[int] | None, *, rules: Rules) -> int:
    moved: dict[int | None, list[int]] = defaultdict(list)
    profiles: dict[int, Visibility] = {}
    for seen in visibility_of_products(product_ids, rules=rules):
        key = _key(seen.visibility, profiles)
        if key != seen.held:
            moved[key].append(seen.product_id)
    _ensure(profiles)
    changed = [pk for ids in moved.values() for pk in ids]
    for key, ids in moved.items():
        for start in range(0, len(ids), BATCH):
            Product.objects.filter(pk__in=ids[start : start + BATCH]).update(visibility=key)
    announce_products(changed)
    return len(changed)


def _refresh_categories() -> int:
    """Write on all categories who sees them; return 0, since products alone are counted."""
    rules, profiles = stored_rules(), dict[int, Visibility]()
    held = dict(Category.objects.values_list("pk", "visibility_id"))
    moved: dict[int | None, list[int]] = defaultdict(list)
    for pk, line in category_lines().items():
        key = _key(rules.for_category(line), profiles)
        if pk in held and key != held[pk]:
            moved[key].append(pk)
    _ensure(profiles)
    for key, ids in moved.items():
        Category.objects.filter(pk__in=ids).update(visibility=key)
    return 0


def _key(visibility: Visibility, profiles: dict[int, Visibility]) -> int | None:
    """Return the key of a profile, None for everybody's; note it among the profiles."""
    if not visibility.hidden_from:
        return None
    key = profile_key(*visibility)
    profiles[key] = visibility
    return key


def _ensure(profiles: Mapping[int, Visibility]) -> None:
    VisibilityProfile.objects.bulk_create(
        (
            VisibilityProfile(
                pk=key,
                shown_to=sorted(visibility.shown_to),
                hidden_from=sorted(visibility.hidden_from),
                is_restricted=visibility.is_restricted,
            )
            for key, visibility in profiles.items()
        ),
        ignore_conflicts=True,
    )
