"""What follows from an application and from the decision."""

from django.utils import timezone

from partners.onboarding.events import PartnerApplicationDecided, PartnerApplicationReceived
from partners.onboarding.leads import capture_application
from partners.onboarding.mail import send_answer
from partners.onboarding.models import PartnerApplication
from shop.events.registry import subscribe


@subscribe(PartnerApplicationDecided)
def on_partner_application_decided(event: PartnerApplicationDecided) -> None:
    """Tell the applicant; called again, it sends nothing."""
    application = PartnerApplication.objects.select_related("user").get(pk=event.application_id)
    send_answer(application, now=timezone.now())


@subscribe(PartnerApplicationReceived)
def on_partner_application_received(event: PartnerApplicationReceived) -> None:
    """Make a lead of it, where the settings say so; the application stands whatever becomes of that."""
    application = PartnerApplication.objects.select_related("user").filter(pk=event.application_id).first()
    if application is not None:
        capture_application(application)
