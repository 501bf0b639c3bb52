"""Writing what partners take, and their logos."""

from django.core.files.base import File
from django.db import transaction

from partners.accounts.models import PartnerAccount
from partners.assets.models import AssetDownload, AssetVersion, PartnerLogo
from shop.transactions import after_commit
from shop.user.models import User


def note_download(
    version: AssetVersion, *, account: PartnerAccount, user: User, has_logo: bool
) -> AssetDownload:
    """Note that somebody took a version."""
    return AssetDownload.objects.create(version=version, account=account, user=user, has_logo=has_logo)


@transaction.atomic
def keep_logo(account: PartnerAccount, file: File) -> PartnerLogo:
    """Keep an account's logo in place of the one before, whose file goes once this one is there for good."""
    logo = PartnerLogo.objects.select_for_update().filter(account=account).first() or PartnerLogo(
        account=account
    )
    before = logo.file.name if logo.pk else ""
    logo.file.save(str(file.name), file, save=False)
    logo.save()
    if before:
        after_commit(logo.file.storage.delete, before)
    return logo


def remove_logo(account: PartnerAccount) -> bool:
    """Let an account's logo go; tell whether there was one."""
    deleted, _by_model = PartnerLogo.objects.filter(account=account).delete()
    return bool(deleted)
