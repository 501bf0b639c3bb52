"""What buyers write to their sales representative."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class RepMessage(models.Model):
    """A message from a company's buyer; `to` is who read it in the representative's place, if they were away.

    `key` is drawn with the form, so that a second click sends it once.
    """

    company = models.ForeignKey(
        "b2b.Company", on_delete=models.CASCADE, related_name="+", verbose_name=_("company")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("from")
    )
    rep = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("sales representative"),
    )
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("to"),
    )
    key = models.CharField(max_length=40, unique=True)
    subject = models.CharField(_("subject"), max_length=150)
    text = models.TextField(_("message"), max_length=5000)
    sent_at = models.DateTimeField(_("sent"))

    class Meta:
        verbose_name = _("message to a representative")
        verbose_name_plural = _("messages to representatives")
        ordering = ["-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.subject
