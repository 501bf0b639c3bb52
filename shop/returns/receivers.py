"""Files go with their rows."""

from django.db.models.signals import post_delete

from shop.returns.models import ReturnLabel, ReturnPhoto
from shop.uploads.private import delete_file_with_row

post_delete.connect(delete_file_with_row, sender=ReturnPhoto, dispatch_uid="returns.photo_deleted")
post_delete.connect(delete_file_with_row, sender=ReturnLabel, dispatch_uid="returns.label_deleted")
