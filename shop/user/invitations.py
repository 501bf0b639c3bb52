"""Inviting a colleague into the back office: nobody chooses somebody else's password.

The link of the mail leads to a page where the colleague chooses it, which also shows that the address is
theirs. An account that is there already and has confirmed the address keeps its password and is told that
it may enter. One that has not is refused: it may be a stranger's.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from shop.mail.kinds import KINDS, TRANSACTIONAL, EmailType
from shop.mail.rendering import render
from shop.mail.services import send_rendered
from shop.user.language import reader_language
from shop.user.models import Invitation, User, new_key

KIND = "staff-invitation"
SALT = "kiln.user.invitation"


def refusal_to_invite(email: str) -> Any:
    """Say why an address cannot be invited, in words; empty where it can."""
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        return ""
    if user.is_staff:
        return _("This person is a member of staff already.")
    if not user.is_active:
        return _("This address belongs to an account that has been deactivated.")
    if not _has_confirmed(user):
        return _(
            "This address belongs to a customer account that has not confirmed it. "
            "Ask your colleague to log in and confirm the address, then invite again."
        )
    return ""


def _has_confirmed(user: User) -> bool:
    return EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True).exists()


@transaction.atomic
def invite(
    *,
    email: str,
    first_name: str,
    last_name: str,
    groups: Iterable[Group],
    is_superuser: bool,
    by: User | None,
    now: datetime,
) -> User:
    """Make somebody a member of staff and write them how to enter; return the account.

    Who is one already stays as they are: a second click writes no second mail. Raises ValueError with the
    words of `refusal_to_invite`. Effects in order: account, groups, invitation, mail.
    """
    names = {"email": email.lower(), "first_name": first_name, "last_name": last_name}
    defaults = {**names, "password": "!", "is_staff": True, "is_superuser": is_superuser}
    user, is_new = User.objects.get_or_create(email__iexact=email, defaults=defaults)
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
        user.groups.set(groups)
        invitation = Invitation(user=user, invited_by=by)
        send_invitation(invitation, now=now)
        return user
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_staff:
        return user
    if refusal := refusal_to_invite(email):
        raise ValueError(refusal)
    user.is_staff, user.is_superuser = True, is_superuser
    user.save(update_fields=["is_staff", "is_superuser"])
    user.groups.add(*groups)
    _send(user, by=by, link=_office(), until=None, key=f"{KIND}:{user.pk}:{now.isoformat()}")
    return user


@transaction.atomic
def send_invitation(invitation: Invitation, *, now: datetime) -> None:
    """Write the mail with a new link, valid for KILN_INVITATION_DURATION; the link before leads nowhere."""
    invitation.key, invitation.sent_at = new_key(), now
    invitation.expires_at = now + settings.KILN_INVITATION_DURATION
    invitation.save()
    user = invitation.user
    with translation.override(reader_language(user)):
        path = reverse("user:invitation", args=[token_of(invitation)])
    link = settings.KILN_BASE_URL.rstrip("/") + path
    _send(
        user,
        by=invitation.invited_by,
        link=link,
        until=invitation.expires_at,
        key=f"{KIND}:{invitation.key}",
    )


def can_be_accepted(invitation: Invitation, *, now: datetime) -> bool:
    """Tell whether a link still opens something: once, until it expires, for who is still to come in."""
    user = invitation.user
    return invitation.accepted_at is None and invitation.expires_at > now and user.is_active and user.is_staff


@transaction.atomic
def accept_invitation(invitation: Invitation, *, password: str, now: datetime) -> bool:
    """Give the account its password and confirm its address; return whether this call did."""
    is_open = Invitation.objects.filter(
        pk=invitation.pk,
        key=invitation.key,
        accepted_at=None,
        expires_at__gt=now,
        user__is_active=True,
        user__is_staff=True,
    )
    if not is_open.update(accepted_at=now):
        return False
    user = User.objects.select_for_update().get(pk=invitation.user_id)
    user.set_password(password)
    user.save(update_fields=["password"])
    EmailAddress.objects.update_or_create(
        user=user, email=user.email.lower(), defaults={"verified": True, "primary": True}
    )
    return True


def token_of(invitation: Invitation) -> str:
    """Return what the link ends with; `invitation_of` reads it."""
    return signing.dumps(invitation.key, salt=SALT)


def invitation_of(token: str) -> Invitation | None:
    """Return the invitation of a link, whether it still counts or not; None for a link that leads nowhere."""
    try:
        key = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return Invitation.objects.select_related("user").filter(key=key).first()


def _office() -> str:
    return settings.KILN_BASE_URL.rstrip("/") + reverse("wagtailadmin_home")


def _send(user: User, *, by: User | None, link: str, until: datetime | None, key: str) -> None:
    language = reader_language(user)
    context: dict[str, object] = {
        "name": user.first_name,
        "by": str(by) if by else "",
        "link": link,
        "until": until,
    }
    letter = render(MAIL, context, language=language)
    send_rendered(KIND, letter, to=user.email, language=language, key=key, user=user, is_secret=True)


def _sample() -> dict[str, object]:
    until = timezone.now() + settings.KILN_INVITATION_DURATION
    return {"name": "Ada", "by": "Mei Lin", "link": f"{_office()}sample/", "until": until}


MAIL = KINDS.register(
    EmailType(
        code=KIND,
        name=_("Invitation to the back office"),
        template="account/mail/staff_invitation",
        sample=_sample,
        purpose=TRANSACTIONAL,
    )
)
