"""Django's signals: a file's row is gone."""

from django.db.models.signals import post_delete

from crm_core.quotes.models import QuoteFile
from shop.uploads.private import delete_file_with_row

post_delete.connect(delete_file_with_row, sender=QuoteFile, dispatch_uid="quotes.file_deleted")
