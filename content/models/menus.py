"""Menus: the header's and the footer's."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import TranslatableMixin

from content.links import MenuGroupBlock


class Menu(TranslatableMixin, models.Model):
    """A menu in one language; where a language has none, the English one stands in."""

    class Handle(models.TextChoices):
        """Where the menu stands."""

        MAIN = "main", _("Main menu")
        FOOTER = "footer", _("Footer")

    handle = models.CharField(_("location"), max_length=10, choices=Handle.choices)
    entries = StreamField([("entry", MenuGroupBlock())], blank=True, verbose_name=_("entries"))

    panels = [FieldPanel("handle"), FieldPanel("entries")]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("menu")
        verbose_name_plural = _("menus")
        constraints = [
            models.UniqueConstraint(
                fields=["handle", "locale"], name="content_one_menu_per_place_and_language"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_handle_display()} ({self.locale})"
