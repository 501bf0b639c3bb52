"""Taking the name, addresses and numbers off customers who want to be forgotten."""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from wagtail.models import ModelLogEntry

from crm_core.customers.events import IdentityFactsChanged
from crm_core.customers.models import (
    Customer,
    CustomerIdentifier,
    IdentityProfile,
    MatchCandidate,
    MatchKey,
)
from crm_core.customers.queries import customer_of_user
from crm_core.customers.records import trees
from crm_core.customers.signals import customer_anonymised
from shop.contact_data import normalised_email
from shop.events.services import publish
from shop.json_types import JsonObject


@transaction.atomic
def anonymise_customer(*, user_id: int, email_confirmed: bool) -> Customer | None:
    """Take the name, address and number off the record of a user whose account has ended.

    The record, its orders and figures stay, known by the account's number alone. Nothing is taken
    when the account's owner never showed that the address was theirs, or when another account leads
    to the same record: it may be somebody else's, and a person decides. A company is no person.
    Returns the record that was made nameless, or None. Effects in order: keys, its history's labels, record.
    """
    customer = customer_of_user(user_id)
    if customer is None or not email_confirmed or customer.kind != Customer.Kind.PERSON:
        return None
    users = customer.identifiers.filter(kind=CustomerIdentifier.Kind.USER)
    if users.exclude(value=str(user_id)).exists():
        return None
    return _anonymise(customer)


@transaction.atomic
def anonymise_guests(addresses: Iterable[str], *, user_id: int) -> int:
    """Take addresses that an ended account had confirmed off every other record; return off how many.

    A person known by them alone is made nameless; a company, and a person who has another account, lose the
    address only. The account's own record is left to `anonymise_customer`. Effects in order: records, keys.
    """
    spelt = {normalised_email(address) for address in addresses} - {""}
    by_key = Q(identifiers__kind=CustomerIdentifier.Kind.EMAIL, identifiers__value__in=spelt)
    users = CustomerIdentifier.objects.filter(kind=CustomerIdentifier.Kind.USER)
    own = Q(pk__in=users.filter(value=str(user_id)).values("customer"), kind=Customer.Kind.PERSON)
    found = Customer.records.filter(Q(email__in=spelt) | by_key).distinct()
    others = {trees.survivor_of(record).pk for record in found}
    count = 0
    for customer in Customer.objects.filter(pk__in=others).exclude(own).order_by("pk"):
        count += 1
        is_account = customer.identifiers.filter(kind=CustomerIdentifier.Kind.USER).exists()
        if customer.kind == Customer.Kind.PERSON and not is_account:
            _anonymise(customer)
        else:
            _forget_addresses(customer, spelt)
    return count


def _forget_addresses(customer: Customer, addresses: set[str]) -> None:
    """Take addresses off a customer, whose name stays, and off what was merged into it."""
    tree = trees.tree_ids(customer.pk)
    customer.identifiers.filter(kind=CustomerIdentifier.Kind.EMAIL, value__in=addresses).delete()
    for record in Customer.records.filter(pk__in=tree):
        if record.email in addresses:
            record.email = ""
        for values in (record.merged_state or {}).values():
            values["email"] = "" if values["email"] in addresses else values["email"]
        record.save(update_fields=["email", "merged_state"])
    _forget_comparisons(tree)
    publish(IdentityFactsChanged(customer_id=customer.pk))


def _anonymise(customer: Customer) -> Customer:
    """Make a customer nameless, with every record that was merged into it."""
    tree = trees.tree_ids(customer.pk)
    customer.identifiers.exclude(kind=CustomerIdentifier.Kind.USER).delete()
    nameless: JsonObject = {"name": "", "email": "", "phone": "", "language": "", "company_id": None}
    for record in Customer.records.filter(pk__in=tree):
        for name, value in nameless.items():
            setattr(record, name, value)
        for values in (record.merged_state or {}).values():
            values.update(nameless)
        record.save(update_fields=["name", "email", "phone", "language", "company", "merged_state"])
    kind = ContentType.objects.get_for_model(Customer)
    entries = ModelLogEntry.objects.filter(content_type=kind, object_id__in=[str(pk) for pk in tree])
    entries.update(label="", data={})
    _forget_comparisons(tree)
    customer_anonymised.send(sender=Customer, records=tree)
    customer.refresh_from_db()
    return customer


def _forget_comparisons(records: list[int]) -> None:
    """Delete what was kept to find who may be the same; it is read anew from what is left."""
    IdentityProfile.objects.filter(customer__in=records).delete()
    MatchKey.objects.filter(customer__in=records).delete()
    MatchCandidate.objects.filter(Q(first__in=records) | Q(second__in=records)).delete()
