"""A changed name is seen at once."""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from shop.identity.models import ShopSettings
from shop.identity.queries import clear_shop_identity


@receiver([post_save, post_delete], sender=ShopSettings, dispatch_uid="identity.changed")
def on_settings_change(**kwargs: object) -> None:
    """Read again."""
    clear_shop_identity()
