"""Whatever changes by what companies are found, or who buys for an end customer: keys and prices follow."""

from collections.abc import Collection

from allauth.account.models import EmailAddress
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from crm_core.customers.signals import facts_changed
from partners.deal_registrations.index import index_companies, index_customers
from partners.deal_registrations.prices import assign_buyers, registrations_of_buyer
from shop.b2b.models import Company, CompanyContact, CompanyLocation
from shop.b2b.signals import members_changed


@receiver(post_save, sender=Company, dispatch_uid="deal_registrations.company")
def on_company_saved(*, instance: Company, raw: bool = False, **kwargs: object) -> None:
    """Its name, VAT id or website may be another."""
    if not raw:
        index_companies([instance.pk])


@receiver([post_save, post_delete], sender=CompanyLocation, dispatch_uid="deal_registrations.location")
def on_location_changed(*, instance: CompanyLocation, raw: bool = False, **kwargs: object) -> None:
    """A company stands at another address."""
    if not raw:
        index_companies([instance.company_id])


@receiver([post_save, post_delete], sender=CompanyContact, dispatch_uid="deal_registrations.contact")
def on_contact_changed(*, instance: CompanyContact, raw: bool = False, **kwargs: object) -> None:
    """A company is found by another address, and somebody else buys for it."""
    if raw:
        return
    index_companies([instance.company_id])
    for registration in registrations_of_buyer(company_id=instance.company_id):
        assign_buyers(registration)


@receiver(members_changed, dispatch_uid="deal_registrations.members")
def on_members_changed(*, user_ids: Collection[int], **kwargs: object) -> None:
    """Somebody was linked to a contact of a company."""
    companies = CompanyContact.objects.filter(user__in=user_ids).values_list("company", flat=True)
    for company in sorted(set(companies)):
        for registration in registrations_of_buyer(company_id=company):
            assign_buyers(registration)


@receiver(facts_changed, dispatch_uid="deal_registrations.customers")
def on_facts_changed(*, customers: Collection[int], **kwargs: object) -> None:
    """Customers are found by other names and addresses."""
    index_customers(list(customers))


@receiver([post_save, post_delete], sender=EmailAddress, dispatch_uid="deal_registrations.address")
def on_address_changed(*, instance: EmailAddress, raw: bool = False, **kwargs: object) -> None:
    """Who has confirmed an address of an end customer has its registered prices."""
    if raw:
        return
    for registration in registrations_of_buyer(emails=[instance.email]):
        assign_buyers(registration)
