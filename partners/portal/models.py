"""What the shop tells its partners, and who has read it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PartnerNews(models.Model):
    """News on the portal's home, from `published_from` until `published_to`; without an end they stay.

    `audience` maps ways to tell partners apart (`partners.accounts.audiences`) to the values it is for; a way
    that is not named, or names nothing, is for everybody. `body` is clean HTML.
    """

    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"), max_length=50_000)
    audience = models.JSONField(_("for whom"), default=dict, blank=True)
    published_from = models.DateTimeField(_("published from"))
    published_to = models.DateTimeField(_("published until"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("partner news")
        verbose_name_plural = _("partner news")
        ordering = ["-published_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_to=None) | Q(published_to__gt=models.F("published_from")),
                name="partner_portal_news_end_after_they_begin",
            )
        ]

    def __str__(self) -> str:
        return self.title


class NewsReading(models.Model):
    """That somebody has opened a piece of news."""

    news = models.ForeignKey(
        PartnerNews, on_delete=models.CASCADE, related_name="readings", verbose_name=_("partner news")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("user")
    )
    read_at = models.DateTimeField(_("read"), auto_now_add=True)

    class Meta:
        verbose_name = _("read partner news")
        verbose_name_plural = _("read partner news")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["news", "user"], name="partner_portal_news_read_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.news}"
