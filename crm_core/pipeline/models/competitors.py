"""Who else sells what we sell, and why deals are lost."""

from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from crm_core.pipeline.shipped_names import shown_name


class Competitor(models.Model):
    """Somebody who sells what we sell, with the battle card that a deal shows of them."""

    name = models.CharField(pgettext_lazy("of a competitor", "name"), max_length=120, unique=True)
    website = models.CharField(
        _("website"),
        max_length=200,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text=_("With https:// in front."),
    )
    strengths = models.TextField(_("strengths"), max_length=4000, blank=True)
    weaknesses = models.TextField(_("weaknesses"), max_length=4000, blank=True)
    answers = models.TextField(
        _("how to answer"),
        max_length=4000,
        blank=True,
        help_text=_("What to say when a buyer names them."),
    )

    class Meta:
        verbose_name = _("competitor")
        verbose_name_plural = _("competitors")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class LossReason(models.Model):
    """Why a deal is lost. One that is out of use stays with the deals that have it."""

    name = models.CharField(pgettext_lazy("of a loss reason", "name"), max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("loss reason")
        verbose_name_plural = _("loss reasons")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return shown_name(self.name)
