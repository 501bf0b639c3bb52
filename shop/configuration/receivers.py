"""What is saved holds at once."""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from shop.configuration.models import (
    DocumentSettings,
    MailSettings,
    MoneySettings,
    PaymentSettings,
    PricingSettings,
    TaxSettings,
)
from shop.configuration.queries import STORED


@receiver([post_save, post_delete], sender=DocumentSettings)
@receiver([post_save, post_delete], sender=MailSettings)
@receiver([post_save, post_delete], sender=MoneySettings)
@receiver([post_save, post_delete], sender=PaymentSettings)
@receiver([post_save, post_delete], sender=PricingSettings)
@receiver([post_save, post_delete], sender=TaxSettings)
def forget_stored(**kwargs: object) -> None:
    """Read again."""
    STORED.forget()
