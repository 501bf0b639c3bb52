"""What people of partners make of courses: lessons done, attempts at the quiz, certificates."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.training.models.courses import Course, Lesson


class Enrolment(models.Model):
    """Somebody takes a course for a partner account; attempts before `attempts_reset_at` do not count."""

    course = models.ForeignKey(
        Course, on_delete=models.CASCADE, related_name="enrolments", verbose_name=_("course")
    )
    account = models.ForeignKey(
        "partner_accounts.PartnerAccount",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("partner account"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("user")
    )
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    attempts_reset_at = models.DateTimeField(_("attempts reset"), null=True, blank=True)

    class Meta:
        verbose_name = _("course enrolment")
        verbose_name_plural = _("course enrolments")
        ordering = ["-started_at", "-pk"]
        default_permissions = ("view",)
        permissions = [("reset_enrolment", _("Can give people new attempts at a quiz"))]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "account", "user"], name="partner_training_enrolled_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.course}"


class LessonDone(models.Model):
    """That somebody marked a lesson as done."""

    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.CASCADE, related_name="lessons_done", verbose_name=_("course enrolment")
    )
    lesson = models.ForeignKey(
        Lesson, on_delete=models.CASCADE, related_name="done", verbose_name=_("lesson")
    )
    done_at = models.DateTimeField(_("done"), auto_now_add=True)

    class Meta:
        verbose_name = _("lesson done")
        verbose_name_plural = _("lessons done")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "lesson"], name="partner_training_lesson_done_once")
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.lesson_id}"


class Attempt(models.Model):
    """One go at a quiz; scored once, when it is submitted.

    `questions` holds [question, [choices]] by key in the order in which they are shown, `answers` the ticked
    choices by question, by key too.
    """

    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.CASCADE, related_name="attempts", verbose_name=_("course enrolment")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    questions = models.JSONField(_("questions"), default=list)
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    score = models.PositiveSmallIntegerField(_("score (%)"), null=True, blank=True)
    has_passed = models.BooleanField(_("passed"), default=False)
    started_at = models.DateTimeField(_("started"))
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)

    class Meta:
        verbose_name = _("attempt at a quiz")
        verbose_name_plural = _("attempts at quizzes")
        ordering = ["-number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "number"], name="partner_training_attempt_number"),
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(submitted_at=None),
                name="partner_training_one_open_attempt",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None, score=None, has_passed=False)
                | Q(submitted_at__isnull=False, score__gte=0, score__lte=100),
                name="partner_training_scored_when_submitted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} {self.number}"


class Certificate(models.Model):
    """Who passed a course, for which account; good up to and with `expires_on`, unless it is revoked.

    The number can be looked up by everybody who has it, and guessed by nobody. `reminded` is the last
    reminder of its end, in days before it (30, 7, 0).
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    course = models.ForeignKey(
        Course, on_delete=models.PROTECT, related_name="certificates", verbose_name=_("course")
    )
    account = models.ForeignKey(
        "partner_accounts.PartnerAccount",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("partner account"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("user")
    )
    attempt = models.OneToOneField(
        Attempt,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="certificate",
        verbose_name=_("attempt at a quiz"),
    )
    holder_name = models.CharField(_("name"), max_length=200)
    issued_at = models.DateTimeField(_("issued"))
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("revoked by"),
    )
    revoke_reason = models.CharField(_("reason"), max_length=300, blank=True)
    reminded = models.PositiveSmallIntegerField(_("reminded (days before)"), null=True, blank=True)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-issued_at", "-pk"]
        default_permissions = ("view",)
        permissions = [("revoke_certificate", _("Can revoke certificates"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at=None) | ~Q(revoke_reason=""),
                name="partner_training_revoked_with_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "expires_on"], name="partner_training_by_account"),
            models.Index(fields=["expires_on"], name="partner_training_by_end"),
        ]

    def __str__(self) -> str:
        return self.number

    def is_valid_on(self, day: date) -> bool:
        """Tell whether it is good on a day."""
        return self.revoked_at is None and (self.expires_on is None or self.expires_on >= day)
