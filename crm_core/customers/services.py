"""Who somebody is: the only place where an order, a user, an address or a number becomes a customer.

A customer record is staff's. A user account may be made with anybody's e-mail address, and its
orders and keys lead to that address's customer before anyone has confirmed it. That is right for
staff, who see how the keys came together, and wrong as a licence: nothing on the storefront or in
the portal may be shown because "the customer is the same". Those ask for the user, never for this.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Min, Q
from wagtail.models import ModelLogEntry

from crm_core.customers.events import IdentityConflictNoted
from crm_core.customers.models import Customer, CustomerIdentifier, CustomerOrder, IdentityConflict
from crm_core.customers.queries import customer_of_user
from crm_core.customers.signals import figures_refreshed
from shop.b2b.models import Company
from shop.b2b.queries import company_of
from shop.configuration.queries import shop_currency
from shop.contact_data import normalised_email, normalised_phone
from shop.events.services import publish
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

    `order` contributes its user, address, phone and name; `region` (ISO 3166-1 alpha-2) reads a
    `phone` without country code. Empty fields of the record are filled, others never changed.
    Safe under races: unique keys, and the loser of a race reads the winner's record.

    Raises CannotIdentifyError when there is no key at all; nothing is written then.
    Effects in order: customer, identifiers, empty fields, conflicts and their event.
    """
    if order is not None:
        attached = Customer.objects.filter(customer_orders__order=order).first()
        if attached is not None:
            return attached
    claims = _identity_claims(order, user, email, phone, name, region, company, language)
    if not claims.identifiers:
        raise CannotIdentifyError("Neither user, e-mail address, company nor phone number was given.")
    with transaction.atomic():
        customer = _find_or_create(claims)
        _attach(customer, claims)
        _complete(customer, claims)
    return customer


@transaction.atomic
def attach_order(order: Order) -> Customer:
    """Say whose order this is and bring the customer's figures up to date.

    Asked again it changes nothing. Raises CannotIdentifyError for an order without any key.
    """
    customer = identify(order=order)
    link, _created = CustomerOrder.objects.get_or_create(order=order, defaults={"customer": customer})
    return refresh_figures(link.customer)


@transaction.atomic
def refresh_figures(customer: Customer) -> Customer:
    """Count the customer's orders anew: number, sum and latest of those not cancelled.

    The customer is known since the first order, cancelled or not, however late we heard of it.

    `spent` is in the shop's currency, tax included; orders in other currencies count but are
    not added. The row is locked first, so that two workers cannot write an older count last.
    Sends `figures_refreshed` at the end, in the transaction.
    """
    locked = Customer.objects.select_for_update().get(pk=customer.pk)
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


def _known(claims: IdentityClaims) -> dict[Identifier, CustomerIdentifier]:
    """Read which of the keys lead to somebody already, in one query."""
    wanted = Q()
    for kind, value in claims.identifiers:
        wanted |= Q(kind=kind, value=value)
    rows = CustomerIdentifier.objects.filter(wanted).select_related("customer")
    return {(row.kind, row.value): row for row in rows}


def _find_or_create(claims: IdentityClaims) -> Customer:
    for _attempt in range(ATTEMPTS):
        known = _known(claims)
        for key in claims.identifiers:
            if key in known and not _is_shared_phone(key, known[key].customer, claims):
                return known[key].customer
        try:
            with transaction.atomic():
                customer = _new_customer(claims)
                kind, value = claims.identifiers[0]
                CustomerIdentifier.objects.create(customer=customer, kind=kind, value=value)
        except IntegrityError:
            continue  # another worker was first: its record is there to be read now
        return customer
    return _known(claims)[claims.identifiers[0]].customer


def _is_shared_phone(key: Identifier, customer: Customer, claims: IdentityClaims) -> bool:
    """Say whether a number leads to somebody who goes by another account or address than `who`."""
    kind, _value = key
    personal = {CustomerIdentifier.Kind.USER, CustomerIdentifier.Kind.EMAIL}
    names_somebody = any(kind_given in personal for kind_given, _value_given in claims.identifiers)
    if kind != CustomerIdentifier.Kind.PHONE or not names_somebody:
        return False
    return customer.identifiers.filter(kind__in=personal).exists()


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


def _attach(customer: Customer, claims: IdentityClaims) -> None:
    """Give the customer the keys nobody has; note those that somebody else has.

    Always in the same order, so that two workers cannot wait for each other's keys.
    """
    keys = claims.identifiers
    if customer.kind == Customer.Kind.PERSON:  # works for the company, but is not the company
        keys = [key for key in keys if key[0] != CustomerIdentifier.Kind.COMPANY]
    CustomerIdentifier.objects.bulk_create(
        [CustomerIdentifier(customer=customer, kind=kind, value=value) for kind, value in keys],
        ignore_conflicts=True,
    )
    known = _known(claims)
    for key in keys:
        row = known[key]
        if row.customer_id != customer.pk:
            conflict, created = IdentityConflict.objects.get_or_create(customer=customer, identifier=row)
            if created:
                publish(IdentityConflictNoted(customer_id=customer.pk, conflict_id=conflict.pk))


def _complete(customer: Customer, claims: IdentityClaims) -> None:
    """Fill what the record does not say yet; what it says, staff may have corrected."""
    facts = {"name": claims.name, "email": claims.email, "phone": claims.phone, "language": claims.language}
    missing = {field: value for field, value in facts.items() if value and not getattr(customer, field)}
    if claims.company is not None and customer.company_id is None:
        missing["company"] = claims.company  # type: ignore[assignment]
    if missing:
        for field, value in missing.items():
            setattr(customer, field, value)
        customer.save(update_fields=list(missing))


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
        _attach(
            customer, IdentityClaims(identifiers=keys, name="", email="", phone="", company=None, language="")
        )
    return customer


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
    others = list(Customer.objects.filter(Q(email__in=spelt) | by_key).exclude(own).distinct())
    for customer in others:
        is_account = customer.identifiers.filter(kind=CustomerIdentifier.Kind.USER).exists()
        if customer.kind == Customer.Kind.PERSON and not is_account:
            _anonymise(customer)
            continue
        customer.identifiers.filter(kind=CustomerIdentifier.Kind.EMAIL, value__in=spelt).delete()
        Customer.objects.filter(pk=customer.pk, email__in=spelt).update(email="")
    return len(others)


def _anonymise(customer: Customer) -> Customer:
    customer.identifiers.exclude(kind=CustomerIdentifier.Kind.USER).delete()
    customer.name = customer.email = customer.phone = customer.language = ""
    customer.company = None
    kind = ContentType.objects.get_for_model(Customer)
    ModelLogEntry.objects.filter(content_type=kind, object_id=str(customer.pk)).update(label="", data={})
    customer.save(update_fields=["name", "email", "phone", "language", "company"])
    return customer
