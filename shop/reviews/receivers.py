"""A photograph's file goes with its row."""

from django.core.files.storage import default_storage
from django.db.models.signals import post_delete
from django.dispatch import receiver

from shop.catalogue.images import delete_renditions
from shop.reviews.models import ReviewPhoto
from shop.transactions import after_commit


@receiver(post_delete, sender=ReviewPhoto, dispatch_uid="reviews.photo_deleted")
def on_photo_deleted(*, instance: ReviewPhoto, **kwargs: object) -> None:
    """Delete the picture in all its sizes, once it is certain that the row is gone."""
    name = str(instance.picture)
    after_commit(_forget, name)


def _forget(name: str) -> None:
    delete_renditions(name)
    default_storage.delete(name)
