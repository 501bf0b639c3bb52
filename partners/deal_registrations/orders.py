"""Which order belongs to which registration: placed by the end customer, or by the partner for them."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from partners.accounts.attribution import ATTRIBUTION_FINDERS, Attribution, AttributionFinder
from partners.deal_registrations import evidence
from partners.deal_registrations.deals import undo_deal_of, win_deal_of
from partners.deal_registrations.events import DealRegistrationReopened, DealRegistrationWon
from partners.deal_registrations.facts import email_domain, vat_key
from partners.deal_registrations.models import (
    DealRegistration,
    EvidenceEntry,
    RegistrationOrder,
    RegistrationState,
)
from partners.referrals.queries import is_own_purchase
from shop.catalogue.models import Category
from shop.contact_data import normalised_email, plain_postcode
from shop.events.services import publish
from shop.order.models import Order
from shop.order.services import lock_order
from shop.order_statuses import CANCELLED

#: What lines of an order that a partner places for an end customer were agreed by: "registration:12".
PREFIX = "registration:"
Act = EvidenceEntry.Act
#: In which an order of the time of the protection still belongs to it, however late we hear of it.
_STATES = (RegistrationState.APPROVED, RegistrationState.WON, RegistrationState.EXPIRED)


def registration_of(order: Order) -> tuple[DealRegistration, bool] | None:
    """Return whose an order is, and whether the partner placed it; None: nobody registered it.

    What was linked stays; else the lines name it, or the buyer is the end customer of one that was protected
    when the order was placed and covers something of it; of several the one approved first.
    """
    linked = RegistrationOrder.objects.filter(order=order)
    if row := linked.select_related("registration__account__company").first():
        return row.registration, row.bought_by_partner
    if named := _named(order):
        return named, True
    for registration in _protecting(order):
        if covers(registration, order):
            return registration, is_own_purchase(order, account=registration.account)
    return None


def _protected_then(order: Order) -> QuerySet[DealRegistration]:
    placed = order.date_placed
    rows = DealRegistration.objects.filter(
        state__in=_STATES, approved_at__lte=placed, protected_until__gt=placed
    )
    return rows.select_related("account__company").order_by("approved_at", "pk")


def _named(order: Order) -> DealRegistration | None:
    references = order.lines.filter(agreed_by__startswith=PREFIX).values_list("agreed_by", flat=True)
    keys = [int(one.removeprefix(PREFIX)) for one in references if one.removeprefix(PREFIX).isdecimal()]
    return DealRegistration.objects.filter(pk__in=keys).select_related("account__company").first()


def _protecting(order: Order) -> QuerySet[DealRegistration]:
    """List the registrations that were protected then whose end customer the buyer is."""
    email = normalised_email(order.email or "")
    wanted = Q(pk__in=[])
    if order.company_id is not None:
        wanted |= Q(company=order.company_id)
    if email:
        wanted |= Q(contact_email__iexact=email)
    if domain := email_domain(email):
        wanted |= Q(domain=domain)
    if order.vat_id:
        wanted |= Q(vat_id=vat_key(order.vat_id))
    return _protected_then(order).filter(wanted).exclude(account__company=order.company_id or 0)


def covers(registration: DealRegistration, order: Order) -> bool:
    """Tell whether a registration protects something of an order: a product of it, where it goes."""
    address = order.shipping_address
    if registration.site_postcode and (
        address is None or plain_postcode(address.postcode) != plain_postcode(registration.site_postcode)
    ):
        return False
    if registration.covers_all:
        return True
    rows = order.lines.exclude(product=None).values_list("product", "product__parent")
    bought = {pk for row in rows for pk in row if pk is not None}
    if registration.lines.filter(product__in=bought).exists():
        return True
    return any(
        Category.get_tree(category).filter(product__in=bought).exists()
        for category in registration.categories.all()
    )


@transaction.atomic
def win_by(order: Order) -> RegistrationOrder | None:
    """Link an order to the registration that it belongs to, which is won; once, however often it is heard.

    The order and the registration are held, so that a cancellation comes wholly before or wholly after.
    Effects in order: link, state, deal, evidence, DealRegistrationWon.
    """
    order = lock_order(order)
    found = registration_of(order)
    if found is None or order.status == CANCELLED:
        return None
    registration, by_partner = found
    row = DealRegistration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    link, is_new = RegistrationOrder.objects.get_or_create(
        order=order, defaults={"registration": row, "bought_by_partner": by_partner}
    )
    if not is_new:
        return link
    if row.state == RegistrationState.APPROVED:
        row.win()
        row.closed_at = order.date_placed
        row.save()
    win_deal_of(row, order)
    data = {"order": order.number, "by_partner": by_partner}
    evidence.note(row, Act.WON, by=None, now=timezone.now(), data=data)
    publish(DealRegistrationWon(registration_id=row.pk, order_id=order.pk))
    return link


@transaction.atomic
def order_cancelled(order: Order) -> None:
    """Protect a registration again whose only order was cancelled; heard twice, it does nothing more."""
    order = lock_order(order)
    link = RegistrationOrder.objects.filter(order=order, stands=True).first()
    if link is None or order.status != CANCELLED:
        return
    row = DealRegistration.objects.select_for_update(of=("self",)).get(pk=link.registration_id)
    RegistrationOrder.objects.filter(pk=link.pk).update(stands=False)
    evidence.note(row, Act.UNWON, by=None, now=timezone.now(), data={"order": order.number})
    if row.state == RegistrationState.WON and not row.orders.filter(stands=True).exists():
        row.unwin()
        row.closed_at = None
        row.save()
        publish(DealRegistrationReopened(registration_id=row.pk, order_id=order.pk))
    undo_deal_of(row, order)


def _attribution(order: Order) -> Attribution | None:
    found = registration_of(order)
    if found is None:
        return None
    registration, by_partner = found
    return Attribution(
        account=registration.account,
        source="registration",
        reference=registration.number,
        is_own_purchase=by_partner,
    )


# Before a link that was followed: who registered a deal has worked for it.
ATTRIBUTION_FINDERS.register(AttributionFinder(name="registration", find=_attribution, order=10))
