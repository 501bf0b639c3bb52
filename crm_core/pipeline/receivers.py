"""Django's and Oscar's signals: a basket was filled, a file's row is gone."""

from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.http import HttpRequest

from crm_core.pipeline.models import DealFile
from crm_core.pipeline.tasks import tell_basket_filled
from shop.basket.signals import basket_addition
from shop.transactions import after_commit
from shop.uploads.private import delete_file_with_row


@receiver(basket_addition, dispatch_uid="pipeline.basket_addition")
def on_basket_addition(sender: object, request: HttpRequest, **kwargs: object) -> None:
    """Have a worker look whether it concerns a deal; a guest's concerns none."""
    basket = getattr(request, "basket", None)
    if basket is None or basket.pk is None or not request.user.is_authenticated:
        return
    after_commit(tell_basket_filled.apply_async, (basket.pk,), retry=False)


post_delete.connect(delete_file_with_row, sender=DealFile, dispatch_uid="pipeline.file_deleted")
