"""Applying for a company account, and deciding: each application is decided once.

Every move is one conditional UPDATE of the application: of two who press at the same time one finds it in a
state that he cannot move any more, and nothing of his is written.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.files import File
from django.db import IntegrityError, transaction

from shop.b2b.models import Company, CompanyContact, CompanyGroup, CompanyLocation
from shop.b2b.presets import ADMINISTRATOR, preset_role
from shop.company_accounts.models import ApplicationAnswer, ApplicationDocument, CompanyApplication
from shop.company_accounts.models.registration import CLOSED, OPEN, TO_DECIDE, ApplicationState
from shop.company_accounts.registration.events import (
    CompanyApplicationDecided,
    CompanyApplicationSubmitted,
    CompanyRegistered,
)
from shop.events.services import publish
from shop.user.models import User

MOST_DOCUMENTS = 20


class AlreadyDecidedError(Exception):
    """Somebody else has moved the application meanwhile; nothing was changed."""


class ApplicantIsElsewhereError(Exception):
    """The applicant, or somebody with their address, speaks for another company; nothing was changed."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a new company begins with; None is inherited from the shop's own settings."""

    group: CompanyGroup | None = None
    sales_rep: User | None = None
    payment_terms_days: int | None = None
    needs_po_number: bool | None = None


@transaction.atomic
def submit(
    application: CompanyApplication, documents: Iterable[File], *, now: datetime
) -> CompanyApplication:
    """Hand in an application, or a returned one again; asked twice, the open one stands.

    `documents` have passed the gate. Raises AlreadyDecidedError for one that is not returned any more.
    Effects in order: application, documents, CompanyApplicationSubmitted.
    """
    is_first = application.pk is None
    if is_first:
        known = open_application(application.user)
        if known is not None:
            return known
        application.state, application.submitted_at = ApplicationState.SUBMITTED, now
        try:
            with transaction.atomic():
                application.save()
        except IntegrityError:  # a second click was quicker
            return CompanyApplication.objects.get(user=application.user, state__in=OPEN)
    else:
        move(application, ApplicationState.SUBMITTED, sources=[ApplicationState.RETURNED], submitted_at=now)
        application.state, application.submitted_at = ApplicationState.SUBMITTED, now
        application.save()
    room = MOST_DOCUMENTS - application.documents.count()
    for file in list(documents)[: max(room, 0)]:
        ApplicationDocument.objects.create(
            application=application, file=file, name=str(file.name)[:200], size=file.size
        )
    publish(CompanyApplicationSubmitted(application_id=application.pk, is_first=is_first))
    return application


def open_application(user: User) -> CompanyApplication | None:
    """Return the application of a user that is not decided, if any."""
    return CompanyApplication.objects.filter(user=user, state__in=OPEN).first()


@transaction.atomic
def take_up(application: CompanyApplication) -> bool:
    """Note that somebody looks at it; False where it is not new any more."""
    new = CompanyApplication.objects.filter(pk=application.pk, state=ApplicationState.SUBMITTED)
    return bool(new.update(state=ApplicationState.IN_REVIEW))


@transaction.atomic
def return_application(application: CompanyApplication, *, message: str, by: User, now: datetime) -> None:
    """Ask for what is missing. Raises AlreadyDecidedError."""
    decide(application, ApplicationState.RETURNED, message=message, by=by, now=now)


@transaction.atomic
def reject(application: CompanyApplication, *, message: str, by: User, now: datetime) -> None:
    """Say no, with the reason; the applicant may apply again. Raises AlreadyDecidedError."""
    decide(application, ApplicationState.REJECTED, message=message, by=by, now=now)


@transaction.atomic
def approve(application: CompanyApplication, terms: Terms, *, by: User, now: datetime) -> Company:
    """Make a company of it; the applicant becomes its administrator, its address a location.

    Raises AlreadyDecidedError, ApplicantIsElsewhereError, IntegrityError for a VAT id that another company
    has; nothing is changed then. Effects in order: application, company, location, contact, answer,
    CompanyRegistered, CompanyApplicationDecided.
    """
    move(application, ApplicationState.APPROVED, decided_at=now, decided_by=by)
    company = Company.objects.create(
        name=application.name,
        vat_id=application.vat_id,
        registration_number=application.registration_number,
        website=application.website,
        phone=application.phone,
        group=terms.group,
        sales_rep=terms.sales_rep,
        payment_terms_days=terms.payment_terms_days,
        needs_po_number=terms.needs_po_number,
    )
    _add_location(application, company)
    add_contact(application, company, preset=ADMINISTRATOR)
    publish(
        CompanyRegistered(company_id=company.pk, application_id=application.pk, user_id=application.user_id)
    )
    finish(application, ApplicationState.APPROVED, company=company, by=by, now=now)
    return company


def add_contact(application: CompanyApplication, company: Company, *, preset: str) -> CompanyContact:
    """Let the applicant act for a company in the role of a preset. Raises ApplicantIsElsewhereError."""
    user = application.user
    held = CompanyContact.objects.select_for_update()
    contact = held.filter(user=user).first() or held.filter(email__iexact=user.email).first()
    if contact is None:
        contact = CompanyContact(company=company, email=user.email)
    if contact.company_id != company.pk or contact.user_id not in (None, user.pk):
        raise ApplicantIsElsewhereError
    contact.user, contact.is_active = user, True
    contact.role = contact.role or preset_role(preset)
    contact.name = contact.name or application.contact_name
    contact.phone = contact.phone or application.phone
    contact.job_title = contact.job_title or application.job_title
    contact.save()
    return contact


def _add_location(application: CompanyApplication, company: Company) -> CompanyLocation:
    first, _space, last = application.contact_name.rpartition(" ")
    return CompanyLocation.objects.create(
        company=company,
        name=application.city[:120],
        first_name=first,
        last_name=last,
        line1=application.line1,
        line2=application.line2,
        line4=application.city,
        state=application.state_name,
        postcode=application.postcode,
        country=application.country,
        phone_number=application.phone,
        is_shipping=application.country.is_shipping_country,
        is_billing=True,
    )


def decide(
    application: CompanyApplication, state: ApplicationState, *, message: str, by: User | None, now: datetime
) -> None:
    """Move an application that is to be decided, with an answer. Raises AlreadyDecidedError."""
    is_closed = state in CLOSED
    move(
        application,
        state,
        decided_at=now if is_closed else None,
        decided_by=by if is_closed else None,
    )
    finish(application, state, message=message, by=by, now=now)


def finish(
    application: CompanyApplication,
    state: ApplicationState,
    *,
    by: User | None,
    now: datetime,
    message: str = "",
    company: Company | None = None,
) -> None:
    """Write the answer of an application that was moved, and tell of it."""
    if company is not None:
        CompanyApplication.objects.filter(pk=application.pk).update(company=company)
    answer = ApplicationAnswer.objects.create(
        application=application, state=state, message=message, by=by, at=now
    )
    publish(CompanyApplicationDecided(application_id=application.pk, answer_id=answer.pk, state=state.value))
    application.refresh_from_db()


def move(
    application: CompanyApplication,
    to: ApplicationState,
    *,
    sources: Iterable[ApplicationState] = TO_DECIDE,
    **fields: object,
) -> None:
    """Set the state, if it is one of `sources` still. Raises AlreadyDecidedError, having changed nothing."""
    rows = CompanyApplication.objects.filter(pk=application.pk)
    rows = rows.filter(state__in=list(sources))  # guard: company-application-once
    if not rows.update(state=to, **fields):
        raise AlreadyDecidedError
