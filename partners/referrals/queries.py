"""Reading who was sent by whom."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from partners.accounts.models import PartnerAccount
from partners.accounts.queries import account_of, addresses_of
from partners.referrals.cookies import LIFETIME
from partners.referrals.models import BasketReferral, ReferralClicks
from shop.b2b.models import CompanyContact
from shop.contact_data import normalised_email, normalised_phone
from shop.order.models import Order


@dataclass(frozen=True, kw_only=True)
class Referral:
    """The partner whom an order is owed to, and whether the partner bought it themselves."""

    account: PartnerAccount
    is_own_purchase: bool


def referral_of(order: Order) -> Referral | None:
    """Return by whom the buyer was sent, if they ordered within 30 days of the last click."""
    tie = (
        BasketReferral.objects.filter(basket=order.basket_id, clicked_at__gte=order.date_placed - LIFETIME)
        .select_related("account__company")
        .first()
    )
    if tie is None:
        return None
    return Referral(account=tie.account, is_own_purchase=is_own_purchase(order, account=tie.account))


def is_own_purchase(order: Order, *, account: PartnerAccount) -> bool:
    """Tell whether a partner bought through their own link.

    That is an order of somebody who stands for the company (the people of its accounts, its contacts),
    logged in or as a guest with any address of theirs that is confirmed, or with a contact's phone number.
    """
    theirs = addresses_of(account)
    if normalised_email(order.email or "") in theirs:  # guard: own-address
        return True
    contacts = CompanyContact.objects.filter(company=account.company_id)
    if order.user_id is not None:
        own = account_of(order.user)
        if own is not None and own.company_id == account.company_id:
            return True
        if contacts.filter(user=order.user_id).exists():
            return True
    return _has_their_phone(order, contacts)


def _has_their_phone(order: Order, contacts: QuerySet[CompanyContact]) -> bool:
    address = order.shipping_address
    if address is None or not address.phone_number:
        return False
    region = address.country_id
    number = normalised_phone(address.phone_number, region=region)
    phones = contacts.exclude(phone="").values_list("phone", flat=True)
    return bool(number) and number in {normalised_phone(phone, region=region) for phone in phones}


def clicks_since(account: PartnerAccount, *, since: date) -> int:
    """Count how often the partner's links were followed from that day (UTC) on."""
    found = ReferralClicks.objects.filter(account=account, date__gte=since).aggregate(total=Sum("count"))
    return found["total"] or 0
