"""Django's signals: a file's row is gone."""

from django.db.models.signals import post_delete

from partners.assets.models import AssetVersion, PartnerLogo
from shop.uploads.private import delete_file_with_row

for _model in (AssetVersion, PartnerLogo):
    post_delete.connect(
        delete_file_with_row, sender=_model, dispatch_uid=f"partner_assets.{_model.__name__}.file_deleted"
    )
