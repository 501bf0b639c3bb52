"""Registered prices: a price list of a registration's own, for those who buy for its end customer.

So the registered price is the answer of the one place that answers what something costs (`Strategy`), on
every page, in a quote and in the basket, and goes as it came. It is frozen when the registration is approved:
a later rise of the ordinary price does not touch it, a sale may lower it. The list is assigned to each buyer
and not to the company, whose own or inherited lists it would replace.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from decimal import Decimal

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q

from partners.deal_registrations.models import DealRegistration, RegistrationLine, RegistrationState
from shop.b2b.models import CompanyContact
from shop.catalogue.models import Product
from shop.money import round_money
from shop.partner.buyers import public_buyer
from shop.partner.price_list_models import PriceList
from shop.partner.strategy import Strategy
from shop.price_lists.contexts import reckon_contexts
from shop.price_lists.models import PriceListAssignment
from shop.price_lists.services import WantedPrice, announce_lists, write_prices

#: Before the lists of a company, which are its usual prices.
PRIORITY = 900
PER_CENT = Decimal(100)


@transaction.atomic
def write_registered_prices(registration: DealRegistration, *, now: datetime) -> PriceList | None:
    """Have the registered prices hold from now on until the protection ends; None where none was registered.

    `registration` is saved with the list. Written anew, the list is the same one with other prices.
    """
    wanted = registered_prices(registration)
    if not wanted:
        return None
    price_list = registration.price_list or PriceList(
        name=f"Deal registration {registration.number}",
        currency=registration.currency,
        priority=PRIORITY,
        start=now,
        is_net=True,
        allows_promotions=True,
    )
    price_list.is_active, price_list.end = True, registration.protected_until
    price_list.save()
    gone = price_list.prices.exclude(stockrecord__in=[one.record_id for one in wanted])
    wanted += [WantedPrice(record_id=row.stockrecord_id, min_quantity=1, price=None) for row in gone]
    write_prices(price_list, wanted)
    registration.price_list = price_list
    registration.save(update_fields=["price_list"])
    assign_buyers(registration)
    return price_list


def registered_prices(registration: DealRegistration) -> list[WantedPrice]:
    """Return the net price of each stock record of the lines' products, of all variants of a family."""
    strategy = Strategy(buyer=public_buyer())
    found = []
    for line in registration.lines.select_related("product"):
        for product in _sold(line):
            price = unit_price(registration, line, product, strategy=strategy)
            if price is not None:
                records = product.stockrecords.filter(price_currency=registration.currency)
                found += [WantedPrice(record_id=row.pk, min_quantity=1, price=price) for row in records]
    return found


def unit_price(
    registration: DealRegistration,
    line: RegistrationLine,
    product: Product,
    *,
    strategy: Strategy | None = None,
) -> Decimal | None:
    """Return the registered net price of a piece: the line's own, else the discount off the public one."""
    if line.price is not None:
        return line.price
    if not registration.discount:
        return None
    price = (strategy or Strategy(buyer=public_buyer())).fetch_for_product(product).price
    if not price.exists or price.currency != registration.currency:
        return None
    return round_money(price.unit_net * (PER_CENT - registration.discount) / PER_CENT, registration.currency)


def _sold(line: RegistrationLine) -> Iterable[Product]:
    if line.product is None:
        return []
    return line.product.children.order_by("pk") if line.product.is_parent else [line.product]


def buyers_of(registration: DealRegistration) -> set[int]:
    """Return the users who buy for the end customer.

    They are the people of its company account, and who has confirmed an address of its domain or the
    contact's own.
    """
    contacts = CompanyContact.objects.filter(company=registration.company_id, is_active=True)
    found = (
        set(contacts.filter(user__isnull=False).values_list("user", flat=True))
        if registration.company_id
        else set()
    )
    wanted = Q(pk__in=[])
    if registration.domain:
        wanted |= Q(email__iendswith=f"@{registration.domain}")
    if registration.contact_email:
        wanted |= Q(email__iexact=registration.contact_email)
    confirmed = EmailAddress.objects.filter(wanted, verified=True, user__is_active=True)
    return found | set(confirmed.values_list("user", flat=True))


@transaction.atomic
def assign_buyers(registration: DealRegistration) -> None:
    """Give the registration's list to exactly those who buy for the end customer now."""
    price_list = registration.price_list
    if price_list is None:
        return
    is_over = registration.state not in (RegistrationState.APPROVED, RegistrationState.WON)
    wanted = set() if is_over else buyers_of(registration)
    held = set(PriceListAssignment.objects.filter(price_list=price_list).values_list("user", flat=True))
    gone = PriceListAssignment.objects.filter(price_list=price_list).exclude(user__in=wanted)
    for assignment in gone:
        assignment.delete()
    PriceListAssignment.objects.bulk_create(
        [PriceListAssignment(price_list=price_list, user_id=user) for user in sorted(wanted - held)],
        ignore_conflicts=True,
    )
    _reckon({user for user in wanted ^ held if user is not None})


def _reckon(users: Collection[int]) -> None:
    if users:
        reckon_contexts(sorted(users))


@transaction.atomic
def end_prices(registration: DealRegistration) -> None:
    """Have the registered prices hold no more, at once."""
    price_list = registration.price_list
    if price_list is None:
        return
    PriceList.objects.filter(pk=price_list.pk).update(is_active=False)
    announce_lists([price_list.pk])
    assign_buyers(registration)


def registrations_of_buyer(
    *, emails: Collection[str] = (), company_id: int | None = None
) -> list[DealRegistration]:
    """List the approved registrations whose prices somebody with these addresses, or of a company, has."""
    domains = {email.rpartition("@")[2].lower() for email in emails if email}
    wanted = Q(domain__in=domains) | Q(contact_email__in=emails)
    if company_id is not None:
        wanted |= Q(company=company_id)
    live = (RegistrationState.APPROVED, RegistrationState.WON)
    rows = DealRegistration.objects.filter(wanted, state__in=live, price_list__isnull=False)
    return list(rows.select_related("price_list").order_by("pk"))
