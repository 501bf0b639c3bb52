"""Which company somebody speaks for."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from shop.b2b.models import Company
from shop.user.models import User


def company_of(user: User | AnonymousUser | None = None, *, email: str = "") -> Company | None:
    """Return the company that a user, or else the owner of an e-mail address, speaks for.

    An address alone proves nothing: only the back office may ask by `email`; a price or a
    page for somebody who shops asks by `user`.
    """
    who = Q()
    if user is not None and user.is_authenticated:
        who |= Q(contacts__user=user, contacts__is_active=True)
    if email:
        who |= Q(contacts__email__iexact=email)
    return Company.objects.filter(who).order_by("contacts__pk").first() if who else None
