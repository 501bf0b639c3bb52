"""Files go with their rows."""

from django.db.models.signals import post_delete

from partners.funds.models import ClaimProof
from shop.uploads.private import delete_file_with_row

post_delete.connect(delete_file_with_row, sender=ClaimProof, dispatch_uid="partner_funds.proof_deleted")
