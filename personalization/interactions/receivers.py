"""Oscar's and Django's signals: behaviour becomes interactions, a login settles consent.

Oscar's own history listens to the same signal and writes a cookie of viewed products on every
product page, whatever the visitor chose. Kiln asks first, so that receiver is taken off (Oscar's
analytics, which writes on a GET, is left out by its config).
"""

import atexit
import logging
from typing import Any, cast
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from oscar.apps.basket.signals import basket_addition
from oscar.apps.catalogue.signals import product_viewed
from oscar.apps.customer import receivers as oscar_customer
from oscar.apps.search.signals import user_search

from personalization.interactions.buffer import Buffer, Payload
from personalization.interactions.consent import BrowserState, choice_in, visitor_key_in
from personalization.interactions.middleware import VisitorRequest
from personalization.interactions.models import Interaction
from personalization.interactions.services import reconcile_consent
from personalization.interactions.tasks import store_behaviour
from shop.catalogue.models import Product
from shop.user.models import User

logger = logging.getLogger(__name__)
product_viewed.disconnect(oscar_customer.receive_product_view)


def _send(payloads: list[Payload]) -> None:
    store_behaviour.apply_async((payloads,), retry=False)


buffer = Buffer(
    _send, size=settings.KILN_INTERACTION_BATCH_SIZE, seconds=settings.KILN_INTERACTION_BATCH_SECONDS
)
atexit.register(buffer.flush)


def _note(request: HttpRequest | None, **facts: object) -> None:
    """Put one thing into the buffer if the visitor agreed; nothing at all otherwise."""
    now = timezone.now()
    key = visitor_key_in(request.COOKIES, now=now) if request is not None else None
    if key is not None:
        common = {"token": str(uuid4()), "visitor_key": str(key), "occurred_at": now.isoformat()}
        buffer.add({**common, **facts})


@receiver(product_viewed, dispatch_uid="interactions.view")
def on_product_viewed(sender: object, product: Product, request: HttpRequest, **kwargs: object) -> None:
    """Remember a look at a product page."""
    _note(request, kind=Interaction.Kind.VIEW, product_id=product.pk)


@receiver(user_search, dispatch_uid="interactions.search")
def on_user_search(sender: object, query: str, **kwargs: Any) -> None:
    """Remember what was searched; Oscar's signal brings the request only by its view."""
    request = kwargs.get("request") or getattr(sender, "request", None)
    words = query.replace("\x00", "")[:200]  # no database takes it, and a batch is written together
    if words:
        _note(request, kind=Interaction.Kind.SEARCH, query=words)


@receiver(basket_addition, dispatch_uid="interactions.basket")
def on_basket_addition(sender: object, product: Product, request: HttpRequest, **kwargs: object) -> None:
    """Remember what was put into the basket."""
    _note(request, kind=Interaction.Kind.BASKET, product_id=product.pk)


@receiver(user_logged_in, dispatch_uid="interactions.login")
def on_user_logged_in(sender: object, request: HttpRequest | None, user: User, **kwargs: object) -> None:
    """Bring this browser's choice and the account's together; the middleware writes the cookies."""
    if request is None:
        return
    now = timezone.now()
    try:
        state = reconcile_consent(
            choice=choice_in(request.COOKIES, now=now),
            visitor_key=visitor_key_in(request.COOKIES, now=now),
            user=user,
            now=now,
        )
    except Exception:  # nobody is kept from logging in; they are asked anew
        logger.exception("The consent of user %s could not be settled.", user.pk)
        state = BrowserState(choice=None, visitor_key=None)
    cast("VisitorRequest", request).browser_state = state


@receiver(user_logged_out, dispatch_uid="interactions.logout")
def on_user_logged_out(sender: object, request: HttpRequest | None, user: User, **kwargs: object) -> None:
    """Leave nothing of the user on this browser: the next person may be another and is asked anew."""
    if request is not None and user is not None:
        cast("VisitorRequest", request).browser_state = BrowserState(choice=None, visitor_key=None)
