"""The letter that says until when one can change one's mind."""

from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from shop.privacy.models import DeletionRequest
from shop.user.language import reader_language


@transaction.atomic
def confirm_request(request: DeletionRequest, *, now: datetime) -> bool:
    """Mail that the account will end and how to keep it, once; return whether this call did.

    A request that is withdrawn or done by now is not written about. The note that it was mailed
    is taken back when sending fails (SMTPException, OSError), and the event log calls again.
    """
    untold = DeletionRequest.objects.filter(pk=request.pk, told_at=None, withdrawn_at=None, done_at=None)
    if not untold.update(told_at=now):
        return False
    with translation.override(reader_language(request.user, otherwise=settings.LANGUAGE_CODE)):
        context = {
            "due_at": request.due_at,
            "shop_name": settings.OSCAR_SHOP_NAME,
            "link": settings.KILN_BASE_URL + reverse("privacy:deletion"),
        }
        subject = render_to_string("privacy/mail/deletion.subject", context)
        body = render_to_string("privacy/mail/deletion.txt", context)
        send_mail(" ".join(subject.split()), body, None, [request.user.email])
    return True
