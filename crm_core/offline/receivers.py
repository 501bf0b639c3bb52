"""Who logs out leaves nothing on the device."""

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from crm_core.offline.middleware import EMPTIES
from shop.user.models import User


@receiver(user_logged_out, dispatch_uid="offline.logged_out")
def on_logged_out(*, request: HttpRequest | None, user: User | None, **kwargs: object) -> None:
    """Have the answer tell the browser to empty what pages keep on the device, where staff log out."""
    if request is not None and user is not None and user.is_staff:
        request.META[EMPTIES] = "1"
