"""The account somebody logs in with."""

import secrets
from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from oscar.apps.customer.abstract_models import AbstractUser, UserManager as OscarUserManager

from shop.contact_data import plain_email
from shop.names import full_name
from shop.user.signals import address_changed


class UserManager(OscarUserManager):
    """Oscar's manager; who makes a superuser on the server need not confirm the address by mail.

    An empty installation could not be entered otherwise: sending mail is set up from inside.
    """

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Return the address in its one spelling."""
        return plain_email(email or "")

    def create_superuser(self, email: str, password: str | None, **extra_fields: object) -> "User":
        """Make a superuser whose address counts as confirmed."""
        from allauth.account.models import EmailAddress  # noqa: PLC0415 - it needs this module's model

        user: User = super().create_superuser(email, password, **extra_fields)
        EmailAddress.objects.get_or_create(
            user=user, email=user.email.lower(), defaults={"verified": True, "primary": True}
        )
        return user


class User(AbstractUser):
    """An account by e-mail address; one per address whatever its letters' case and its spelling.

    `language` is what its owner asked to be addressed in; empty follows the page they are on.
    Whoever changes the address of one that is in use, `address_changed` tells of it.
    """

    language = models.CharField(_("Language"), max_length=10, choices=settings.LANGUAGES, blank=True)
    # Whose prices its owner sees, as the price lists have reckoned it; "": everybody's.
    price_context = models.CharField(max_length=40, blank=True, default="", editable=False)

    # The guest's basket by which its owner was drawn for holdouts before they had the account.
    drawn_as = models.UUIDField(null=True, blank=True, editable=False)

    #: Who of the staff acts in this account's place in the request being answered; not kept.
    acted_by: "User | None" = None

    objects: ClassVar[UserManager] = UserManager()

    class Meta(AbstractUser.Meta):
        abstract = False
        db_table = "user_user"
        verbose_name = _("User")
        verbose_name_plural = _("Users")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_any_case_unique"),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def get_full_name(self) -> str:
        """Return the name in the order of its language; "" for none."""
        return full_name(self.first_name, self.last_name)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row; a changed address is told of in the same transaction."""
        fields = kwargs.get("update_fields")
        may_change = self.pk is not None and (fields is None or "email" in fields)
        with transaction.atomic():
            before = User.objects.filter(pk=self.pk).values_list("email", flat=True) if may_change else ()
            old = next(iter(before), "")
            if self.email != old:
                self.email = plain_email(self.email)
            super().save(*args, **kwargs)
            if old and self.is_active and old.lower() != self.email.lower():
                address_changed.send(User, user=self, old=old)


def new_key() -> str:
    """Return what a link is known by: 192 random bits."""
    return secrets.token_urlsafe(24)


class AddressChange(models.Model):
    """Another address for an account; the one it had, `email`, can take that back for some days.

    `key` stands in the link of the letter that went there.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("User")
    )
    email = models.EmailField(_("Previous address"))
    new_email = models.EmailField(_("New address"))
    key = models.CharField(max_length=64, unique=True, default=new_key, editable=False)
    changed_at = models.DateTimeField(_("Changed on"), db_index=True)
    undone_at = models.DateTimeField(_("Change undone"), null=True, blank=True)

    class Meta:
        verbose_name = _("Change of address")
        verbose_name_plural = _("Changes of address")
        # Nobody reads or writes them by hand: a link that is read opens an account.
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user_id}: {self.changed_at:%Y-%m-%d}"


class UserRequest(HttpRequest):
    """A request of somebody who is logged in; for annotations only."""

    user: User


class Invitation(models.Model):
    """A colleague's way in: who has its link chooses a password, once, until it expires.

    `key` stands in the link; sent again, it is another, and the link before leads nowhere.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="invitation",
        verbose_name=_("User"),
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("invited by"),
    )
    key = models.CharField(max_length=40, unique=True, default=new_key, editable=False)
    sent_at = models.DateTimeField(_("sent"))
    expires_at = models.DateTimeField(_("valid until"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return str(self.user)
