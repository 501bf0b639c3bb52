"""How long our answer and the protection take: by the partner's terms, else by the settings."""

from datetime import datetime, timedelta

from django.conf import settings

from partners.accounts.benefits import registration_terms
from partners.accounts.models import PartnerAccount
from shop.working_hours import office_hours

_DAY = 24


def answer_due(account: PartnerAccount, *, since: datetime) -> datetime:
    """Return when an answer is due: each 24 hours of KILN_REGISTRATION_ANSWER_HOURS are one working day."""
    hours = registration_terms(account).answer_hours or settings.KILN_REGISTRATION_ANSWER_HOURS
    opens, closes = settings.KILN_OFFICE_HOURS
    return office_hours().after(since, hours / _DAY * (closes - opens))


def protection_days(account: PartnerAccount) -> int:
    """Return for how many days an approved registration of an account is protected."""
    return registration_terms(account).protection_days or settings.KILN_REGISTRATION_PROTECTION_DAYS


def protected_until(account: PartnerAccount, *, since: datetime) -> datetime:
    """Return until when a registration that is approved now is protected."""
    return since + timedelta(days=protection_days(account))
