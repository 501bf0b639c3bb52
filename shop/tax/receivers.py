"""A rate or market that was changed holds at once."""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from shop.tax.models import Market, TaxRate
from shop.tax.queries import clear_tax_memory


@receiver([post_save, post_delete], sender=TaxRate)
@receiver([post_save, post_delete], sender=Market)
def forget_rates(sender: object, **kwargs: object) -> None:
    """Read rates and markets again at the next price."""
    clear_tax_memory()
