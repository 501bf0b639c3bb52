"""What follows from a decision."""

from django.utils import timezone

from partners.onboarding.events import PartnerApplicationDecided
from partners.onboarding.mail import send_answer
from partners.onboarding.models import PartnerApplication
from shop.events.registry import subscribe


@subscribe(PartnerApplicationDecided)
def on_partner_application_decided(event: PartnerApplicationDecided) -> None:
    """Tell the applicant; called again, it sends nothing."""
    application = PartnerApplication.objects.select_related("user").get(pk=event.application_id)
    send_answer(application, now=timezone.now())
