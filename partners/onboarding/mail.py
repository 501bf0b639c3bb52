"""The answer to an application, in the language it was asked in."""

from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from partners.onboarding.models import PartnerApplication


@transaction.atomic
def send_answer(application: PartnerApplication, *, now: datetime) -> bool:
    """Mail the decision, once; return whether this call did.

    The note that it was mailed is taken back when sending fails (SMTPException, OSError), and
    the event log calls again.
    """
    untold = PartnerApplication.objects.filter(pk=application.pk, told_at=None).exclude(status="open")
    if not untold.update(told_at=now):
        return False
    with translation.override(application.language):
        context = {
            "application": application,
            "shop_name": settings.OSCAR_SHOP_NAME,
            "portal_url": settings.KILN_BASE_URL + reverse("partners:dashboard"),
        }
        subject = render_to_string("partners/mail/answer.subject", context)
        body = render_to_string("partners/mail/answer.txt", context)
        send_mail(" ".join(subject.split()), body, None, [application.user.email])
    return True
