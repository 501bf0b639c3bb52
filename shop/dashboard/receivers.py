"""A first second factor ends what was opened without it."""

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.usersessions.models import UserSession
from django.dispatch import receiver
from django.http import HttpRequest

from shop.backoffice.access import FACTORS
from shop.user.models import User


@receiver(authenticator_added)
def end_sessions_after_password_change(
    sender: object, request: HttpRequest, user: User, **kwargs: object
) -> None:
    """Log staff out everywhere else: whoever is in there has shown a password and nothing more."""
    has_others = Authenticator.objects.filter(user=user, type__in=FACTORS).count() > 1
    if has_others or not user.has_perm("wagtailadmin.access_admin"):
        return
    for session in UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key):
        session.end()
