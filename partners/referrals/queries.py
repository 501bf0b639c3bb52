"""Reading who was sent by whom."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Sum

from partners.accounts.models import PartnerAccount
from partners.accounts.queries import account_of
from partners.referrals.cookies import LIFETIME
from partners.referrals.models import BasketReferral, ReferralClicks
from shop.b2b.models import CompanyContact
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

    That is an order of one of the account's users or of a contact of its company, logged in or
    as a guest with their address.
    """
    if order.user_id is not None and account_of(order.user) == account:
        return True
    email = order.email or ""
    if email and account.users.filter(email__iexact=email).exists():
        return True
    who = Q(user=order.user_id, user__isnull=False)
    if email:
        who |= Q(email__iexact=email)
    return CompanyContact.objects.filter(who, company=account.company_id).exists()


def clicks_since(account: PartnerAccount, *, since: date) -> int:
    """Count how often the partner's links were followed from that day (UTC) on."""
    found = ReferralClicks.objects.filter(account=account, date__gte=since).aggregate(total=Sum("count"))
    return found["total"] or 0
