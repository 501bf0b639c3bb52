"""Asking to become a partner, and answering."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from partners.accounts.models import PartnerAccount
from partners.accounts.services import add_people
from partners.onboarding.events import PartnerApplicationDecided, PartnerApplicationReceived
from partners.onboarding.models import PartnerApplication
from shop.b2b.models import Company
from shop.events.services import publish
from shop.user.models import User

Status = PartnerApplication.Status


class AlreadyDecidedError(Exception):
    """Somebody else has decided this application meanwhile; nothing was changed."""


@transaction.atomic
def apply(
    user: User, *, company_name: str, vat_id: str, website: str, plan: str, language: str
) -> PartnerApplication:
    """Note that a user wants to become a partner; asked again while open, the first one stands.

    Effects in order: application, PartnerApplicationReceived.
    """
    application, is_new = PartnerApplication.objects.get_or_create(
        user=user,
        status=Status.OPEN,
        defaults={
            "company_name": company_name,
            "vat_id": vat_id,
            "website": website,
            "plan": plan,
            "language": language,
        },
    )
    if is_new:
        publish(PartnerApplicationReceived(application_id=application.pk))
    return application


@transaction.atomic
def approve(
    application: PartnerApplication,
    *,
    company: Company | None,
    code: str,
    commission_rate: Decimal,
    return_period_days: int,
    by: User,
    now: datetime,
) -> PartnerAccount:
    """Say yes: the applicant becomes an administrator of the company of a new, active partner account.

    `company` is the one that a person found to be the applicant's; without it a new one is
    written from what the applicant told (nobody becomes part of a company by claiming its VAT id).
    `commission_rate` is in per cent. Raises AlreadyDecidedError, UserIsElsewhereError and, for a
    code or VAT id that is taken, IntegrityError; nothing is changed then. Effects in order:
    application, company, account, its administrator, PartnerApplicationDecided.
    """
    locked = _lock_open(application)
    company = company or Company.objects.create(name=locked.company_name, vat_id=locked.vat_id)
    account = PartnerAccount.objects.create(
        company=company, code=code, commission_rate=commission_rate, return_period_days=return_period_days
    )
    add_people(account, [locked.user])
    locked.account = account
    _decide(locked, status=Status.APPROVED, answer="", by=by, now=now)
    return account


@transaction.atomic
def decline(application: PartnerApplication, *, answer: str, by: User, now: datetime) -> None:
    """Say no, with the reason in words for the applicant, who may ask again later.

    Raises AlreadyDecidedError. Effects in order: application, PartnerApplicationDecided.
    """
    _decide(_lock_open(application), status=Status.DECLINED, answer=answer, by=by, now=now)


def _lock_open(application: PartnerApplication) -> PartnerApplication:
    rows = PartnerApplication.objects.select_for_update(of=("self",)).select_related("user")
    locked = rows.get(pk=application.pk)
    if locked.status != Status.OPEN:
        raise AlreadyDecidedError
    return locked


def _decide(application: PartnerApplication, *, status: str, answer: str, by: User, now: datetime) -> None:
    application.status = status
    application.answer = answer
    application.decided_by = by
    application.decided_at = now
    application.save()
    publish(PartnerApplicationDecided(application_id=application.pk))
