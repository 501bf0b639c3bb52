"""Products that are put elsewhere are seen by others."""

from collections.abc import Collection

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from shop.catalogue.models import Category, Product
from shop.catalogue.signals import category_moved, products_placed
from shop.catalogue_visibility.models import VisibilityRule
from shop.catalogue_visibility.queries import RULES
from shop.catalogue_visibility.services import refresh_everything, refresh_products
from shop.transactions import after_commit


@receiver(products_placed, sender=Product, dispatch_uid="visibility.products_placed")
def on_products_placed(*, product_ids: Collection[int], **kwargs: object) -> None:
    """Write who sees them in the same transaction. No query in a shop without rules."""
    if RULES.get():
        refresh_products(product_ids)


@receiver(post_save, sender=Category, dispatch_uid="visibility.category_made")
@receiver(category_moved, sender=Category, dispatch_uid="visibility.category_moved")
def on_category_placed(*, created: bool = True, raw: bool = False, **kwargs: object) -> None:
    """Write who sees a category that is new or elsewhere, and those below it."""
    if created and not raw and RULES.get():
        refresh_everything()


@receiver([post_save, post_delete], sender=VisibilityRule, dispatch_uid="visibility.rules_changed")
def on_rules_changed(**kwargs: object) -> None:
    """Read the rules anew."""
    RULES.forget()


@receiver(post_delete, sender=VisibilityRule, dispatch_uid="visibility.rule_gone")
def on_rule_gone(**kwargs: object) -> None:
    """Write everything anew once a rule has gone with its company, group, category or product."""
    after_commit(refresh_everything)
