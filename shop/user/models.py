"""The account somebody logs in with."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from oscar.apps.customer.abstract_models import AbstractUser


class User(AbstractUser):
    """An account by e-mail address; one per address whatever its letters' case.

    `language` is what its owner asked to be addressed in; empty follows the page they are on.
    """

    language = models.CharField(_("Language"), max_length=10, choices=settings.LANGUAGES, blank=True)

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
