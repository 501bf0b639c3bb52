"""Who somebody is: the only place where an order, a user, an address or a number becomes a customer.

A customer record is staff's. A user account may be made with anybody's e-mail address, and its
orders and keys lead to that address's customer before anyone has confirmed it. That is right for
staff, who see how the keys came together, and wrong as a licence: nothing on the storefront or in
the portal may be shown because "the customer is the same". Those ask for the user, never for this.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Min, Q

from crm_core.customers.events import IdentityConflictNoted, IdentityFactsChanged
from crm_core.customers.models import (
    Customer,
    CustomerIdentifier,
    CustomerOrder,
    IdentityConflict,
    RowHome,
)
from crm_core.customers.records import survivors, trees
from crm_core.customers.signals import facts_changed, figures_refreshed
from shop.b2b.models import Company
from shop.b2b.queries import company_of
from shop.configuration.queries import shop_currency
from shop.contact_data import normalised_email, normalised_phone
from shop.events.services import publish
from shop.json_types import JsonObject
from shop.money import MoneySum
from shop.order.models import Order
from shop.order_statuses import CANCELLED

ATTEMPTS = 3
Identifier = tuple[str, str]


class CannotIdentifyError(ValueError):
    """Nothing that was given is a key: no user, no readable address or number, no company."""


@dataclass(frozen=True, kw_only=True)
class IdentityClaims:
    """What is known of somebody, normalised; `keys` stand strongest first."""

    identifiers: list[Identifier]
    name: str
    email: str
    phone: str
    company: Company | None
    language: str


def identify(
    *,
    order: Order | None = None,
    user: AbstractBaseUser | AnonymousUser | None = None,
    email: str = "",
    phone: str = "",
    name: str = "",
    region: str = "",
    company: Company | None = None,
    language: str = "",
) -> Customer:
    """Return the one customer that these facts lead to; make one if nobody is known yet.

    The strongest key that is known decides: user, then e-mail address, then company (given, or
    the one a contact speaks for), then phone number. Unknown keys are attached to that customer;
    a key that leads to somebody else stays there and an `IdentityConflict` is noted for review.
    A number is the weakest key: families, switchboards and the receivers of gifts share one. It
    does not decide when the customer it leads to goes by another user or address than given here.
    An order that was attached before keeps its customer whatever its keys say now.

    A key belongs to the record that it came with, and decides for that one, whatever was merged since: what
    is returned is the record that stands for it now. So identification comes to the same with a merge
    and without. Who else may be the same is found afterwards, by a worker that hears IdentityFactsChanged.

    `order` contributes its user, address, phone and name; `region` (ISO 3166-1 alpha-2) reads a
    `phone` without country code. Empty fields of the record are filled, others never changed.
    Safe under races: unique keys, and the loser of a race reads the winner's record. The record that is
    returned is held until the transaction ends, so that no merge leaves behind what is written to it.

    Raises CannotIdentifyError when there is no key at all; nothing is written then.
    Effects in order: customer, identifiers, empty fields, conflicts and their event, IdentityFactsChanged.
    """
    claims = _identity_claims(order, user, email, phone, name, region, company, language)
    with transaction.atomic():
        customer, is_changed = _identified(order, claims)
        if is_changed:
            facts_changed.send(sender=Customer, customers=[customer.pk])
            publish(IdentityFactsChanged(customer_id=customer.pk))
    return customer


def _identified(order: Order | None, claims: IdentityClaims) -> tuple[Customer, bool]:
    """Return the customer, and whether anything new was learnt of them."""
    if order is not None:
        attached = Customer.records.filter(customer_orders__order=order).first()
        if attached is not None:
            return trees.survivor_of(attached), False
    if not claims.identifiers:
        raise CannotIdentifyError("Neither user, e-mail address, company nor phone number was given.")
    found = _find_or_create(claims)
    has_new_keys = _attach(found, claims)
    has_new_facts = _complete(found, claims)
    return found.customer, found.is_new or has_new_keys or has_new_facts


@transaction.atomic
def attach_order(order: Order) -> Customer:
    """Say whose order this is and bring the customer's figures up to date.

    Asked again it changes nothing. Raises CannotIdentifyError for an order without any key.
    """
    customer, is_changed = _identified(order, _identity_claims(order, None, "", "", "", "", None, ""))
    link, is_new = CustomerOrder.objects.get_or_create(order=order, defaults={"customer": customer})
    if is_changed:
        facts_changed.send(sender=Customer, customers=[customer.pk])
    if is_new or is_changed:
        publish(IdentityFactsChanged(customer_id=customer.pk))
    return refresh_figures(link.customer)


@transaction.atomic
def refresh_figures(customer: Customer) -> Customer:
    """Count the customer's orders anew: number, sum and latest of those not cancelled.

    The customer is known since the first order, cancelled or not, however late we heard of it.

    `spent` is in the shop's currency, tax included; orders in other currencies count but are
    not added. The row is locked first, so that two workers cannot write an older count last. A merged
    record has no figures: they are counted for the one that stands for it, which is returned.
    Sends `figures_refreshed` at the end, in the transaction.
    """
    locked = trees.locked_survivor(customer.pk)
    orders = Order.objects.filter(pk__in=CustomerOrder.objects.filter(customer=locked).values("order"))
    counted = ~Q(status=CANCELLED)
    currency = Q(currency=shop_currency())
    found = orders.aggregate(
        number=Count("pk", filter=counted),
        total=MoneySum("total_incl_tax", filter=counted & currency),
        latest=Max("date_placed", filter=counted),
        first=Min("date_placed"),
    )
    locked.orders_count, locked.spent = found["number"], found["total"]
    locked.last_order_at = found["latest"]
    locked.created_at = min(locked.created_at, found["first"] or locked.created_at)
    locked.save(update_fields=["orders_count", "spent", "last_order_at", "created_at"])
    figures_refreshed.send(sender=Customer, customer=locked)
    return locked


def _identity_claims(
    order: Order | None,
    user: Any,
    email: str,
    phone: str,
    name: str,
    region: str,
    company: Company | None,
    language: str,
) -> IdentityClaims:
    """Gather what is known, the explicit facts before the order's."""
    address = (order.shipping_address or order.billing_address) if order is not None else None
    if order is not None:
        user = user or order.user
        email = email or order.email or ""
        language = language or order.language
    if address is not None:
        phone = phone or getattr(address, "phone_number", "")  # a billing address has none
        region = region or address.country_id
        name = name or address.name
    if user is not None and user.is_authenticated:
        email, name = email or user.email, name or user.get_full_name()
    clean_email, clean_phone = normalised_email(email), normalised_phone(phone, region=region)
    company = company or company_of(user, email=clean_email)
    keys = [
        (CustomerIdentifier.Kind.USER, str(user.pk) if user is not None and user.pk else ""),
        (CustomerIdentifier.Kind.EMAIL, clean_email),
        (CustomerIdentifier.Kind.COMPANY, str(company.pk) if company else ""),
        (CustomerIdentifier.Kind.PHONE, clean_phone),
    ]
    return IdentityClaims(
        identifiers=[(str(kind), value) for kind, value in keys if value],
        name=name.strip()[:200],
        email=clean_email,
        phone=clean_phone,
        company=company,
        language=language,
    )


def identifiers_of_order(order: Order) -> list[Identifier]:
    """Return the identifiers that an order names, the strongest first; none are looked up."""
    return _identity_claims(order, None, "", "", "", "", None, "").identifiers


def _known(claims: IdentityClaims) -> dict[Identifier, CustomerIdentifier]:
    """Read which of the keys lead to somebody already, in one query."""
    wanted = Q()
    for kind, value in claims.identifiers:
        wanted |= Q(kind=kind, value=value)
    rows = CustomerIdentifier.objects.filter(wanted)
    return {(row.kind, row.value): row for row in rows}


@dataclass(frozen=True)
class _Found:
    """The customer who was found, and the record in it that the deciding key belongs to: mostly the same."""

    customer: Customer
    home: Customer
    is_new: bool = False


def _find_or_create(claims: IdentityClaims) -> _Found:
    for _attempt in range(ATTEMPTS):
        known = _known(claims)
        for key in claims.identifiers:
            if key in known and not _is_shared_phone(key, known[key], claims):
                return _held(known[key])
        try:
            with transaction.atomic():
                customer = _new_customer(claims)
                kind, value = claims.identifiers[0]
                CustomerIdentifier.objects.create(customer=customer, kind=kind, value=value)
        except IntegrityError:
            continue  # another worker was first: its record is there to be read now
        return _Found(customer, customer, is_new=True)
    return _held(_known(claims)[claims.identifiers[0]])


def _held(key: CustomerIdentifier) -> _Found:
    """Hold the customer that a key leads to, and say whose it is; both are read under the lock."""
    home = key.home_id or key.customer_id
    customer = trees.locked_survivor(home)
    return _Found(customer, customer if customer.pk == home else Customer.records.get(pk=home))


def _is_shared_phone(key: Identifier, row: CustomerIdentifier, claims: IdentityClaims) -> bool:
    """Say whether a number leads to somebody who goes by another account or address than `who`."""
    kind, _value = key
    personal = {CustomerIdentifier.Kind.USER, CustomerIdentifier.Kind.EMAIL}
    names_somebody = any(kind_given in personal for kind_given, _value_given in claims.identifiers)
    if kind != CustomerIdentifier.Kind.PHONE or not names_somebody:
        return False
    home = row.home_id or row.customer_id
    theirs = Q(home=home) | Q(home=None, customer=home)
    return CustomerIdentifier.objects.filter(theirs, kind__in=personal).exists()


def _new_customer(claims: IdentityClaims) -> Customer:
    is_company = claims.company is not None
    return Customer.objects.create(
        kind=Customer.Kind.COMPANY if is_company else Customer.Kind.PERSON,
        name=claims.company.name if claims.company else claims.name,
        email=claims.email,
        phone=claims.phone,
        company=claims.company,
        language=claims.language,
    )


def _attach(found: _Found, claims: IdentityClaims) -> bool:
    """Give the customer the keys nobody has; note those that somebody else has. Say whether any is new.

    Always in the same order, so that two workers cannot wait for each other's keys.
    """
    keys, customer = claims.identifiers, found.customer
    if (
        survivors.own_values(found.home)["kind"] == Customer.Kind.PERSON
    ):  # works for it, but is not the company
        keys = [key for key in keys if key[0] != CustomerIdentifier.Kind.COMPANY]
    home = found.home if found.home != customer else None
    known = _known(claims)
    new = [key for key in keys if key not in known]
    if new:
        CustomerIdentifier.objects.bulk_create(
            [CustomerIdentifier(customer=customer, home=home, kind=kind, value=value) for kind, value in new],
            ignore_conflicts=True,
        )
        known = _known(claims)
    for key in keys:
        row = known[key]
        if row.customer_id != customer.pk:
            conflict, created = IdentityConflict.objects.get_or_create(customer=customer, identifier=row)
            if created:
                if home is not None:
                    RowHome.objects.create(rule=_CONFLICTS, row=conflict.pk, home=home)
                publish(IdentityConflictNoted(customer_id=customer.pk, conflict_id=conflict.pk))
    return bool(new)


_CONFLICTS = "customers.identityconflict.customer"


def _complete(found: _Found, claims: IdentityClaims) -> bool:
    """Fill what the record does not say yet; what it says, staff may have corrected. Say whether any was."""
    facts = {"name": claims.name, "email": claims.email, "phone": claims.phone, "language": claims.language}
    own = survivors.own_values(found.home)
    missing: JsonObject = {field: value for field, value in facts.items() if value and not own[field]}
    if claims.company is not None and own["company_id"] is None:
        missing["company_id"] = claims.company.pk
    if missing:
        survivors.fill_own(found.home, missing)
        if found.home != found.customer:
            found.customer.refresh_from_db()
    return bool(missing)


@transaction.atomic
def add_identifiers(customer: Customer, *, email: str = "", phone: str = "") -> Customer:
    """Have an address and a number lead to this customer, as staff say; both may be empty.

    A key of somebody else stays there and is noted as a conflict, as in `identify`.
    """
    keys = [
        (str(CustomerIdentifier.Kind.EMAIL), normalised_email(email)),
        (str(CustomerIdentifier.Kind.PHONE), normalised_phone(phone)),
    ]
    keys = [key for key in keys if key[1]]
    if keys:
        held = trees.locked_survivor(customer.pk)
        _attach(
            _Found(held, held),
            IdentityClaims(identifiers=keys, name="", email="", phone="", company=None, language=""),
        )
        facts_changed.send(sender=Customer, customers=[held.pk])
        publish(IdentityFactsChanged(customer_id=held.pk))
    return customer
