"""Whatever changes who has which prices: the contexts follow in the same transaction."""

from collections.abc import Collection

from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver

from shop.b2b.models import Company, CompanyContact
from shop.b2b.signals import company_moved, members_changed
from shop.partner.price_list_models import PriceList
from shop.price_lists.contexts import is_in_use, reckon_contexts
from shop.price_lists.models import PriceListAssignment
from shop.price_lists.services import announce_lists

TOLD = ("is_active", "start", "end", "is_net", "allows_promotions", "currency", "priority")


@receiver([post_save, post_delete], sender=PriceListAssignment, dispatch_uid="price_lists.assigned")
def on_assigned(*, raw: bool = False, **kwargs: object) -> None:
    """A list is for somebody else now."""
    if not raw:
        reckon_contexts()


@receiver(pre_save, sender=PriceList, dispatch_uid="price_lists.before_list")
def before_list_saved(*, instance: PriceList, raw: bool = False, **kwargs: object) -> None:
    """Keep what the list was, to know what is another."""
    if not raw and instance.pk:
        instance.__dict__["_before"] = PriceList.objects.filter(pk=instance.pk).values(*TOLD).first()


@receiver(post_save, sender=PriceList, dispatch_uid="price_lists.list")
def on_list_saved(*, instance: PriceList, raw: bool = False, **kwargs: object) -> None:
    """Its priority orders contexts; whatever else it says changes prices."""
    before = instance.__dict__.pop("_before", None)
    if raw or before is None:
        return
    changed = {name for name in TOLD if before[name] != getattr(instance, name)}
    if "priority" in changed:
        reckon_contexts()
    if changed:
        announce_lists([instance.pk])


@receiver(pre_delete, sender=PriceList, dispatch_uid="price_lists.before_delete")
def before_list_deleted(*, instance: PriceList, **kwargs: object) -> None:
    """Its products cost something else."""
    announce_lists([instance.pk])


@receiver(pre_save, sender=CompanyContact, dispatch_uid="price_lists.before_contact")
def before_contact_saved(*, instance: CompanyContact, raw: bool = False, **kwargs: object) -> None:
    """Keep who spoke for the company until now."""
    if not raw and instance.pk and is_in_use():
        held = CompanyContact.objects.filter(pk=instance.pk).values_list("user_id", flat=True)
        instance.__dict__["_user_before"] = held.first()


@receiver([post_save, post_delete], sender=CompanyContact, dispatch_uid="price_lists.contact")
def on_contact_changed(*, instance: CompanyContact, raw: bool = False, **kwargs: object) -> None:
    """Who speaks for it, where and whether at all, may be another."""
    users = {instance.user_id, instance.__dict__.pop("_user_before", None)} - {None}
    if not raw and users and is_in_use():
        reckon_contexts([user for user in users if user is not None])


@receiver(members_changed, dispatch_uid="price_lists.members")
def on_members_changed(*, user_ids: Collection[int], **kwargs: object) -> None:
    """Somebody was linked to a contact."""
    if is_in_use():
        reckon_contexts(user_ids)


@receiver(post_save, sender=Company, dispatch_uid="price_lists.company")
def on_company_saved(
    *, instance: Company, raw: bool = False, created: bool = False, **kwargs: object
) -> None:
    """Its group or its status may be another."""
    if not raw and not created and is_in_use():
        _reckon_people_of(instance)


@receiver(company_moved, dispatch_uid="price_lists.company_moved")
def on_company_moved(*, company: Company, **kwargs: object) -> None:
    """It and its subsidiaries inherit from somebody else."""
    if is_in_use():
        _reckon_people_of(company)


def _reckon_people_of(instance: Company) -> None:
    members = CompanyContact.objects.filter(company__path__startswith=instance.path, user__isnull=False)
    reckon_contexts(list(members.order_by().values_list("user_id", flat=True)))
