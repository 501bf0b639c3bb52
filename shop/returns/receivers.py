"""Files go with their rows; what is saved of the policy holds at once."""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from shop.catalogue.models import Category
from shop.catalogue.signals import category_moved
from shop.returns.models import CategoryRule, ReturnLabel, ReturnPhoto, ReturnSettings
from shop.returns.policy import POLICY
from shop.uploads.private import delete_file_with_row

post_delete.connect(delete_file_with_row, sender=ReturnPhoto, dispatch_uid="returns.photo_deleted")
post_delete.connect(delete_file_with_row, sender=ReturnLabel, dispatch_uid="returns.label_deleted")


@receiver([post_save, post_delete], sender=ReturnSettings)
@receiver([post_save, post_delete], sender=CategoryRule)
@receiver(category_moved, sender=Category)
def forget_policy(**kwargs: object) -> None:
    """Read again; a category that was moved has another path."""
    POLICY.forget()
