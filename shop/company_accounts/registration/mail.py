"""The mails of an application, in the language it was written in; each is written once."""

from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from shop.company_accounts.models import ApplicationAnswer, CompanyApplication
from shop.company_accounts.models.registration import ApplicationState
from shop.company_accounts.registration.joining import administrators_of
from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType
from shop.mail.services import send
from shop.user.language import reader_language

RECEIVED, ASKED = "company-application-received", "company-join-request"
ANSWERS = {
    ApplicationState.APPROVED.value: "company-application-approved",
    ApplicationState.RETURNED.value: "company-application-returned",
    ApplicationState.REJECTED.value: "company-application-rejected",
}


def _page(name: str) -> str:
    return settings.KILN_BASE_URL.rstrip("/") + reverse(name)


def send_received(application: CompanyApplication) -> bool:
    """Confirm that an application came in, once for each time that it did."""
    key = f"{RECEIVED}:{application.pk}:{application.submitted_at.timestamp():.6f}"
    return _send(RECEIVED, application, key=key)


def send_answer(answer: ApplicationAnswer) -> bool:
    """Tell the applicant what was answered; of a question to their company they hear nothing."""
    kind = ANSWERS.get(answer.state)
    return kind is not None and _send(kind, answer.application, answer=answer, key=f"{kind}:{answer.pk}")


def _send(
    kind: str, application: CompanyApplication, *, key: str, answer: ApplicationAnswer | None = None
) -> bool:
    with translation.override(application.language):
        context = _context(application, answer)
    return (
        send(
            kind,
            to=application.user.email,
            language=application.language,
            context=context,
            key=key,
            user=application.user,
        )
        is not None
    )


def _context(application: CompanyApplication, answer: ApplicationAnswer | None = None) -> dict[str, object]:
    return {
        "application": application,
        "answer": answer,
        "register_url": _page("company_registration:register"),
        "account_url": _page("customer:summary"),
        "requests_url": _page("company_registration:requests"),
    }


def send_join_request(application: CompanyApplication, answer: ApplicationAnswer) -> int:
    """Ask the administrators of the company, each in their language; return how many are asked."""
    company = application.asked_company
    people = administrators_of(company) if company is not None else []
    sent = 0
    for contact in people:
        language = reader_language(contact.user) or application.language
        with translation.override(language):
            context = _context(application)
        key = f"{ASKED}:{answer.pk}:{contact.pk}"
        user = contact.user
        mail = send(ASKED, to=contact.email, language=language, context=context, key=key, user=user)
        sent += mail is not None
    return sent


def _sample(state: str) -> Callable[[], dict[str, object] | None]:
    def sample() -> dict[str, object] | None:
        application = CompanyApplication.objects.select_related("user", "asked_company").first()
        if application is None:
            return None
        answer = application.answers.filter(state=state).first()
        return _context(application, answer or ApplicationAnswer(application=application, state=state))

    return sample


for _code, _title, _state in (
    (RECEIVED, _("Company application received"), ""),
    (ANSWERS["approved"], _("Company application approved"), "approved"),
    (ANSWERS["returned"], _("Company application returned"), "returned"),
    (ANSWERS["rejected"], _("Company application rejected"), "rejected"),
    (ASKED, _("Request to join a company"), "asked"),
):
    KINDS.register(
        EmailType(
            code=_code,
            name=_title,
            template=f"company_accounts/mail/{_code.removeprefix('company-').replace('-', '_')}",
            sample=_sample(_state),
            purpose=TRANSACTIONAL,
        )
    )
