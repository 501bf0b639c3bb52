"""Files go with their rows."""

from django.db.models.signals import post_delete

from partners.special_prices.models import Claim
from shop.uploads.private import delete_file_with_row

post_delete.connect(delete_file_with_row, sender=Claim, dispatch_uid="special_prices.claim_deleted")
