"""What partners learn: courses of lessons, and the questions of their quiz."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel


class Course(ClusterableModel):
    """Lessons and a quiz; who passes it gets a certificate. Without questions it is there to be read.

    `audience` maps ways to tell partners apart (`partners.accounts.audiences`) to the values it is for; what
    is not named is for everybody. A certificate is good for `valid_months`, without them for good.
    """

    title = models.CharField(_("title"), max_length=120)
    summary = models.TextField(_("summary"), max_length=500, blank=True)
    picture = models.ForeignKey(
        "wagtailimages.Image",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    audience = models.JSONField(_("for whom"), default=dict, blank=True)
    pass_percent = models.PositiveSmallIntegerField(
        _("pass mark (%)"), default=80, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    max_attempts = models.PositiveSmallIntegerField(
        _("attempts at most"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Empty: as many as somebody likes. You can give somebody new attempts."),
    )
    cooldown_hours = models.PositiveSmallIntegerField(
        _("hours between attempts"),
        default=0,
        help_text=_("How long somebody who failed waits before the next attempt."),
    )
    valid_months = models.PositiveSmallIntegerField(
        _("certificate valid for (months)"),
        null=True,
        blank=True,
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text=_("Empty: it does not expire. A change counts for certificates issued from now on."),
    )
    is_required_for_deals = models.BooleanField(
        _("required for registering deals"),
        default=False,
        help_text=_("Partners submit deals only while one of their people holds the certificate."),
    )
    products: ClassVar[models.ManyToManyField] = ParentalManyToManyField(
        "catalogue.Product",
        blank=True,
        related_name="+",
        verbose_name=_("products that need the certificate"),
    )
    categories: ClassVar[models.ManyToManyField] = ParentalManyToManyField(
        "catalogue.Category",
        blank=True,
        related_name="+",
        verbose_name=_("categories that need the certificate"),
        help_text=_("Only partners with a valid certificate may order what is in them, or below them."),
    )
    is_published = models.BooleanField(_("published"), default=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(pass_percent__gte=1, pass_percent__lte=100),
                name="partner_training_pass_is_per_cent",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Lesson(models.Model):
    """One lesson: a text (clean HTML), with a picture, a video and a file where there are."""

    course = ParentalKey(Course, on_delete=models.CASCADE, related_name="lessons", verbose_name=_("course"))
    sort_order = models.PositiveSmallIntegerField(pgettext_lazy("in a list", "position"), default=0)
    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(_("text"), max_length=50_000, blank=True)
    picture = models.ForeignKey(
        "wagtailimages.Image",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    video = models.ForeignKey(
        "wagtaildocs.Document",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("video"),
    )
    download = models.ForeignKey(
        "wagtaildocs.Document",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("file to download"),
    )

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        ordering = ["sort_order", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.title


class Question(ClusterableModel):
    """A question of a course's quiz; right is who ticks every correct choice and no other."""

    class Kind(models.TextChoices):
        """How many choices are correct."""

        SINGLE = "single", _("one answer")
        MULTIPLE = "multiple", _("several answers")

    course = models.ForeignKey(
        Course, on_delete=models.CASCADE, related_name="questions", verbose_name=_("course")
    )
    kind = models.CharField(
        pgettext_lazy("of a question", "kind"), max_length=8, choices=Kind.choices, default=Kind.SINGLE
    )
    text = models.CharField(_("question"), max_length=500)
    explanation = models.TextField(
        _("explanation"), max_length=1000, blank=True, help_text=_("Shown with the result.")
    )

    class Meta:
        verbose_name = _("quiz question")
        verbose_name_plural = _("quiz questions")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class Choice(models.Model):
    """One of the answers that a question offers."""

    question = ParentalKey(
        Question, on_delete=models.CASCADE, related_name="choices", verbose_name=_("question")
    )
    text = models.CharField(_("answer"), max_length=300)
    is_correct = models.BooleanField(_("correct"), default=False)

    class Meta:
        verbose_name = _("answer of a question")
        verbose_name_plural = _("answers of questions")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.text
