"""Asking to become a partner, and answering."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from partners.accounts.models import PartnerAccount
from partners.accounts.queries import is_partner
from partners.accounts.services import add_people
from partners.onboarding.events import PartnerApplicationDecided, PartnerApplicationReceived
from partners.onboarding.models import PartnerApplication
from partners.onboarding.profiles import begin_profile
from shop.b2b.models import Company
from shop.catalogue.models import Category
from shop.countries import Country
from shop.events.services import publish
from shop.user.models import User

Status = PartnerApplication.Status


@dataclass(frozen=True, kw_only=True)
class ApplicationFacts:
    """What an applicant tells; `expected_volume` is in the shop's currency, is for a year."""

    company_name: str
    plan: str
    vat_id: str = ""
    website: str = ""
    country: Country | None = None
    territory: str = ""
    interests: Iterable[Category] = ()
    expected_volume: Decimal | None = None


class CompanyIsPartnerError(ValueError):
    """The company has a partner account already."""


class AlreadyDecidedError(Exception):
    """Somebody else has decided this application meanwhile; nothing was changed."""


@transaction.atomic
def apply(user: User, facts: ApplicationFacts, *, language: str) -> PartnerApplication:
    """Note that a user wants to become a partner; asked again while open, the first one stands.

    `language` is the one of the answer. Effects in order: application, PartnerApplicationReceived.
    """
    application, is_new = PartnerApplication.objects.get_or_create(
        user=user,
        status=Status.OPEN,
        defaults={
            "company_name": facts.company_name,
            "vat_id": facts.vat_id,
            "website": facts.website,
            "plan": facts.plan,
            "country": facts.country,
            "territory": facts.territory,
            "expected_volume": facts.expected_volume,
            "language": language,
        },
    )
    if is_new:  # guard: application-told-once
        application.interests.set(facts.interests)
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
    `commission_rate` is in per cent. Raises AlreadyDecidedError, UserIsElsewhereError, CompanyIsPartnerError
    and, for a code or VAT id that is taken, IntegrityError; nothing is changed then. Effects in order:
    application, company, account, its administrator, profile, PartnerApplicationDecided.
    """
    locked = _lock_open(application)
    if company is not None:
        company = Company.objects.select_for_update(no_key=True).get(pk=company.pk)
        if is_partner(company):
            raise CompanyIsPartnerError
    company = company or Company.objects.create(name=locked.company_name, vat_id=locked.vat_id)
    account = PartnerAccount.objects.create(
        company=company, code=code, commission_rate=commission_rate, return_period_days=return_period_days
    )
    add_people(account, [locked.user])
    begin_profile(account, locked, now=now)
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
