"""The account somebody logs in with."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from oscar.apps.customer.abstract_models import AbstractUser, UserManager as OscarUserManager


class UserManager(OscarUserManager):
    """Oscar's manager; who makes a superuser on the server need not confirm the address by mail.

    An empty installation could not be entered otherwise: sending mail is set up from inside.
    """

    def create_superuser(self, email: str, password: str | None, **extra_fields: Any) -> "User":
        """Make a superuser whose address counts as confirmed."""
        from allauth.account.models import EmailAddress  # noqa: PLC0415 - it needs this module's model

        user: User = super().create_superuser(email, password, **extra_fields)
        EmailAddress.objects.get_or_create(
            user=user, email=user.email.lower(), defaults={"verified": True, "primary": True}
        )
        return user


class User(AbstractUser):
    """An account by e-mail address; one per address whatever its letters' case.

    `language` is what its owner asked to be addressed in; empty follows the page they are on.
    """

    language = models.CharField(_("Language"), max_length=10, choices=settings.LANGUAGES, blank=True)

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


class UserRequest(HttpRequest):
    """A request of somebody who is logged in; for annotations only."""

    user: User
