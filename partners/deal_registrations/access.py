"""Who sees and decides what."""

from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet

from partners.accounts.access import PartnerAccess
from partners.deal_registrations.models import DealRegistration
from shop.user.models import User

#: Of people of a partner account: register deals, and see those of colleagues.
REGISTER = "partner.deals.register"
#: Of staff.
VIEW = "deal_registrations.view_dealregistration"
DECIDE = "deal_registrations.decide_dealregistration"


def registrations_of(access: PartnerAccess) -> QuerySet[DealRegistration]:
    """List the registrations that somebody sees for their partner account, the latest first."""
    return DealRegistration.objects.filter(access.scope(REGISTER)).order_by("-created_at", "-pk")


def deciders() -> QuerySet[User]:
    """List the staff who may decide, by role or by themselves."""
    label, codename = DECIDE.split(".")
    right = Permission.objects.filter(content_type__app_label=label, codename=codename)
    may = Q(user_permissions__in=right) | Q(groups__permissions__in=right)
    people = User.objects.filter(may, is_staff=True, is_active=True).values("pk")
    return User.objects.filter(pk__in=people).order_by("pk")
