"""Who logs out acts for nobody any more."""

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver

from shop.act_as.models import ActAsSession
from shop.act_as.services import end_all_of
from shop.user.models import User


@receiver(user_logged_out, dispatch_uid="act_as.logged_out")
def on_logged_out(*, user: User | None, **kwargs: object) -> None:
    """End what they did for others, wherever they began it."""
    if user is not None and user.is_staff:
        end_all_of(user, how=ActAsSession.End.LOGGED_OUT)
