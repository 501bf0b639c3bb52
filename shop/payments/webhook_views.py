"""The address that Stripe calls. Public: only the signature lets a message in."""

import logging

from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from shop.payments.gateways import GatewayError
from shop.payments.stripe.webhooks import WebhookError, read_webhook, store_event

logger = logging.getLogger(__name__)

# Stripe's largest events have some ten thousand.
MOST_BYTES = 512 * 1024


@csrf_exempt
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """Take a message: 200 when it is dealt with (or was before), 400 unsigned, 503: tell us again.

    413 for a body that no event has: it is not read.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return HttpResponse(status=413)
    try:
        # A form with files was read as such on its way here, and has no body any more.
        fact = read_webhook(request.body, request.headers.get("Stripe-Signature", ""))
    except (WebhookError, RawPostDataException):
        logger.warning("A webhook without a valid signature was refused.")
        return HttpResponse(status=400)
    try:
        store_event(fact)
    except GatewayError:
        logger.warning("Event %s could not be dealt with now.", fact.reference, exc_info=True)
        return HttpResponse(status=503)
    return HttpResponse(status=200)
