"""An applicant whose company is one of ours already: they join it, or its administrator is asked."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from shop.b2b.access import CompanyAccess
from shop.b2b.models import Company, CompanyContact
from shop.b2b.presets import ADMINISTRATOR, BUYER
from shop.company_accounts.models import CompanyApplication
from shop.company_accounts.models.registration import ApplicationState
from shop.company_accounts.registration.services import add_contact, finish, move
from shop.user.models import User


@transaction.atomic
def attach(application: CompanyApplication, company: Company, *, by: User, now: datetime) -> None:
    """Let the applicant buy for a company that is there.

    Raises AlreadyDecidedError, ApplicantIsElsewhereError; nothing is changed then. Effects in order:
    application, contact, answer, CompanyApplicationDecided.
    """
    move(application, ApplicationState.APPROVED, decided_at=now, decided_by=by)
    add_contact(application, company, preset=BUYER)
    finish(application, ApplicationState.APPROVED, company=company, by=by, now=now)


@transaction.atomic
def ask_company(application: CompanyApplication, company: Company, *, by: User, now: datetime) -> None:
    """Ask a company's administrators whether the applicant may buy for it. Raises AlreadyDecidedError."""
    move(application, ApplicationState.ASKED, asked_company=company)
    finish(application, ApplicationState.ASKED, by=by, now=now)


def join_requests(access: CompanyAccess) -> QuerySet[CompanyApplication]:
    """List who asks to buy for the companies that somebody manages people of."""
    waiting = CompanyApplication.objects.filter(state=ApplicationState.ASKED)
    return waiting.filter(access.scope("members.manage", company="asked_company")).order_by(
        "submitted_at", "pk"
    )


@transaction.atomic
def answer_join_request(application: CompanyApplication, *, accepts: bool, by: User, now: datetime) -> None:
    """Answer for the asked company: the applicant becomes a buyer there, or is refused.

    Raises AlreadyDecidedError, ApplicantIsElsewhereError; nothing is changed then.
    """
    state = ApplicationState.APPROVED if accepts else ApplicationState.REJECTED
    move(application, state, sources=[ApplicationState.ASKED], decided_at=now, decided_by=by)
    company = application.asked_company if accepts else None
    if company is not None:
        add_contact(application, company, preset=BUYER)
    finish(application, state, company=company, by=None, now=now)


def administrators_of(company: Company) -> list[CompanyContact]:
    """List the active people with an account who may manage others there, in the order of their names."""
    may = Q(role__preset=ADMINISTRATOR) | Q(role__grants__has_key="members.manage")
    people = company.contacts.filter(may, is_active=True, user__is_active=True)
    return list(people.select_related("user").order_by("name", "pk"))
