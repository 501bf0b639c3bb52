"""Django's signals: a file's row is gone."""

from django.db.models.signals import post_delete

from crm_core.tenders.models import TenderFile
from shop.uploads.private import delete_file_with_row

post_delete.connect(delete_file_with_row, sender=TenderFile, dispatch_uid="tenders.file_deleted")
