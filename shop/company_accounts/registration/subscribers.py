"""What follows from an application and its answers: mails."""

from shop.company_accounts.models import ApplicationAnswer, CompanyApplication
from shop.company_accounts.models.registration import ApplicationState
from shop.company_accounts.registration.events import CompanyApplicationDecided, CompanyApplicationSubmitted
from shop.company_accounts.registration.mail import send_answer, send_join_request, send_received
from shop.events.registry import subscribe


@subscribe(CompanyApplicationSubmitted)
def on_company_application_submitted(event: CompanyApplicationSubmitted) -> None:
    """Confirm it; called again, it sends nothing."""
    application = CompanyApplication.objects.select_related("user").filter(pk=event.application_id).first()
    if application is not None:
        send_received(application)


@subscribe(CompanyApplicationDecided)
def on_company_application_decided(event: CompanyApplicationDecided) -> None:
    """Tell the applicant, or ask their company; called again, it sends nothing."""
    rows = ApplicationAnswer.objects.select_related("application__user", "application__asked_company")
    answer = rows.filter(pk=event.answer_id).first()
    if answer is None:
        return
    if answer.state == ApplicationState.ASKED:
        send_join_request(answer.application, answer)
    else:
        send_answer(answer)
