"""Taking the name, addresses and numbers off customers who want to be forgotten."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import ModelLogEntry

from crm_core.customers.events import IdentityFactsChanged
from crm_core.customers.models import (
    Customer,
    CustomerIdentifier,
    CustomerMerge,
    CustomerOrder,
    IdentityConflict,
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
from shop.privacy.erasure.person import Person
from shop.privacy.erasure.registry import COLLECTORS, ERASERS, KEPT, Collector, Eraser, Kept
from shop.user.models import User


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


def collect(person: Person) -> None:
    """Add the customers that the person's accounts and addresses lead to, and what their records say.

    A record is the person's where every address that leads to it is shown to be theirs and no other account
    leads there, or where staff say so. Of such a one, names and numbers are struck out of texts; its
    addresses and orders are the person's only where staff say so, since a typed address proves nothing.
    """
    if person.is_whole_record:
        person.customers |= set(trees.tree_ids(*person.customers)) if person.customers else set()
    else:
        person.customers |= {customer.pk for customer in _proved(person)}
    records = Customer.records.filter(pk__in=trees.tree_ids(*person.customers) if person.customers else [])
    for record in records:
        values = [record.merged_state["own"], record.merged_state["shown"]] if record.merged_state else []
        for told in ({"name": record.name, "phone": record.phone}, *values):
            person.add_name(told["name"] or "")
            person.add_phone(told["phone"])
        if person.is_whole_record:
            person.add_email(record.email)
    for key in CustomerIdentifier.objects.filter(customer__in=person.customers):
        if key.kind == CustomerIdentifier.Kind.PHONE:
            person.add_phone(key.value)
        if person.is_whole_record and key.kind == CustomerIdentifier.Kind.EMAIL:
            person.add_email(key.value)
        if person.is_whole_record and key.kind == CustomerIdentifier.Kind.USER and key.value.isdecimal():
            person.users.add(int(key.value))
    if person.is_whole_record:
        orders = CustomerOrder.objects.filter(customer__in=person.customers)
        person.orders |= set(orders.values_list("order", flat=True))


def _by_address(person: Person) -> list[Customer]:
    """List who stands for the records to which an address of the person leads."""
    spelt = {normalised_email(email) for email in person.emails} - {""}
    by_key = Q(identifiers__kind=CustomerIdentifier.Kind.EMAIL, identifiers__value__in=spelt)
    found = Customer.records.filter(Q(email__in=spelt) | by_key).distinct()
    survivors = {trees.survivor_of(record).pk for record in found}
    return list(Customer.objects.filter(pk__in=survivors).order_by("pk"))


def _proved(person: Person) -> list[Customer]:
    """List the records of persons to which nothing leads but keys that are shown to be the person's.

    Of an account the address in use has to be confirmed: without that, the record may be somebody else's.
    """
    spelt = {normalised_email(email) for email in person.emails}
    accounts = User.objects.filter(pk__in=person.users)
    confirmed = [user.pk for user in accounts if normalised_email(user.email) in spelt]
    by_account = [customer for pk in confirmed if (customer := customer_of_user(pk)) is not None]
    found = {customer.pk: customer for customer in by_account}
    for customer in _by_address(person):
        emails = customer.identifiers.filter(kind=CustomerIdentifier.Kind.EMAIL)
        if not emails.exclude(value__in=spelt).exists():
            found.setdefault(customer.pk, customer)
    return [
        customer
        for customer in found.values()
        if customer.kind == Customer.Kind.PERSON and not _has_other_account(customer, set(person.users))
    ]


def _has_other_account(customer: Customer, users: set[int]) -> bool:
    keys = customer.identifiers.filter(kind=CustomerIdentifier.Kind.USER)
    return keys.exclude(value__in=[str(user) for user in users]).exists()


def erase_records(person: Person) -> int:
    """Make the person's records nameless, and take their addresses off those of others."""
    roots = Customer.objects.filter(pk__in=person.customers)
    for customer in roots:
        _anonymise(customer)
    spelt = {normalised_email(email) for email in person.emails} - {""}
    for customer in _by_address(person):
        if customer.pk not in person.customers:
            _forget_addresses(customer, spelt)
    for language, _name in settings.LANGUAGES:  # a list of names that is counted every few minutes
        cache.delete(f"backoffice-figure:customers-top:{language}")
    return len(roots)


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
    """Make a customer nameless, with every record that was merged into it; other packages hear of it."""
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
    CustomerMerge.objects.filter(Q(survivor__in=tree) | Q(merged__in=tree)).update(evidence=[])
    IdentityConflict.objects.filter(customer__in=tree).delete()
    _forget_comparisons(tree)
    customer.refresh_from_db()
    customer_anonymised.send(sender=Customer, customer=customer, records=tree)
    return customer


def _forget_comparisons(records: list[int]) -> None:
    """Delete what was kept to find who may be the same; it is read anew from what is left."""
    IdentityProfile.objects.filter(customer__in=records).delete()
    MatchKey.objects.filter(customer__in=records).delete()
    MatchCandidate.objects.filter(Q(first__in=records) | Q(second__in=records)).delete()


COLLECTORS.register(Collector(name="customers", collect=collect))
ERASERS.register(
    Eraser(
        name="customers",
        label=_("name, contact data and identifiers of the customer's record, merged records included"),
        fields=(
            *("customers.Customer.*", "customers.CustomerIdentifier.*", "customers.IdentityProfile.*"),
            *("customers.MatchCandidate.*", "customers.CustomerMerge.*", "customers.CustomerWords.*"),
        ),
        erase=erase_records,
        count=lambda person: len(person.customers),
        order=70,
    )
)
KEPT.register(
    Kept(
        name="customers",
        label=_("the nameless customer's number, stage and figures"),
        reason=_("Reports count them; they no longer say whose they are."),
        fields=("customers.RowHome.*", "customers.FieldRight.*", "customers.Team.*", "customers.Territory.*"),
    )
)
