"""Files of applications go with their rows."""

from django.db.models.signals import post_delete

from shop.company_accounts.models import ApplicationDocument
from shop.uploads.private import delete_file_with_row

post_delete.connect(
    delete_file_with_row, sender=ApplicationDocument, dispatch_uid="company_accounts.document_deleted"
)
