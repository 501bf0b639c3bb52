"""An account that begins, is suspended or goes to another company: what its tier gives follows at once."""

from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver

from partners.accounts.models import PartnerAccount
from partners.tiers.models import Tier
from partners.tiers.services import review, sync_programme_group


@receiver(pre_save, sender=PartnerAccount, dispatch_uid="tiers.before_account")
def before_account_saved(*, instance: PartnerAccount, raw: bool = False, **kwargs: object) -> None:
    """Keep what the account was, to know what is another."""
    if not raw and instance.pk:
        held = PartnerAccount.objects.filter(pk=instance.pk).values("status", "company_id").first()
        instance.__dict__["_tiers_before"] = held


@receiver(post_save, sender=PartnerAccount, dispatch_uid="tiers.account")
def on_account_saved(
    *, instance: PartnerAccount, raw: bool = False, created: bool = False, **kwargs: object
) -> None:
    """A new account starts in the programme; another status or company changes who is given what."""
    if raw:
        return
    before = instance.__dict__.pop("_tiers_before", None)
    if created and Tier.objects.exists():
        review(instance)
    if before and (before["status"], before["company_id"]) != (instance.status, instance.company_id):
        for company in sorted({before["company_id"], instance.company_id}):
            sync_programme_group(company)


@receiver(post_delete, sender=PartnerAccount, dispatch_uid="tiers.account_deleted")
def on_account_deleted(*, instance: PartnerAccount, **kwargs: object) -> None:
    """Nobody sells for the company any more."""
    sync_programme_group(instance.company_id)
