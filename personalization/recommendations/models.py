"""Trained models, what each recommends, and what somebody does not want to see."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy


class RecommendationModel(models.Model):
    """One training: when, on how much, how well it ranks what it had not seen, and whether pages show it.

    `metrics` holds for each list, by its name, numbers of `training.evaluation`. One model is live and one is
    in training at most; the constraints hold both.
    """

    class State(models.TextChoices):
        """How far it is."""

        TRAINING = "training", pgettext_lazy("recommendations", "In training")
        CANDIDATE = "candidate", pgettext_lazy("recommendations", "Candidate")
        LIVE = "live", pgettext_lazy("recommendations", "Live")
        RETIRED = "retired", pgettext_lazy("recommendations", "Retired")
        FAILED = "failed", pgettext_lazy("recommendations", "Failed")

    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.TRAINING)
    started_at = models.DateTimeField(_("training began"))
    trained_at = models.DateTimeField(_("trained"), null=True, blank=True)
    live_at = models.DateTimeField(_("live since"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("started by"),
    )
    lines = models.PositiveIntegerField(_("order lines"), default=0)
    metrics = models.JSONField(_("metrics"), default=dict, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("recommendation model")
        verbose_name_plural = _("recommendation models")
        ordering = ["-started_at", "-pk"]
        permissions = [("manage_recommendationmodel", _("Can train, promote and roll back recommendations"))]
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="live"), name="recommendations_one_live"
            ),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="training"), name="recommendations_one_training"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["training", "failed"]) | Q(trained_at__isnull=False),
                name="recommendations_trained_before_use",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class RecommendationRow(models.Model):
    """What a model recommends for one user, or beside one product: `entries` of [product id, score, reason].

    Best first. Rows of users exist only for who agreed to personalisation, and go when they withdraw.
    """

    class Kind(models.TextChoices):
        """The job of a list."""

        AGAIN = "again", pgettext_lazy("recommendations", "Order again")
        NEW = "new", pgettext_lazy("recommendations", "New for you")
        TOGETHER = "together", pgettext_lazy("recommendations", "Goes with this")

    model = models.ForeignKey(
        RecommendationModel, on_delete=models.CASCADE, related_name="rows", verbose_name=_("model")
    )
    kind = models.CharField(_("list"), max_length=10, choices=Kind.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("user"),
    )
    product = models.ForeignKey(
        "catalogue.Product",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("product"),
    )
    entries = models.JSONField(_("entries"), default=list)

    class Meta:
        verbose_name = _("recommendation row")
        verbose_name_plural = _("recommendation rows")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["user", "model", "kind"],
                condition=Q(user__isnull=False),
                name="recommendations_row_of_user",
            ),
            models.UniqueConstraint(
                fields=["product", "model", "kind"],
                condition=Q(product__isnull=False),
                name="recommendations_row_of_product",
            ),
            models.CheckConstraint(
                condition=Q(kind="together", product__isnull=False, user__isnull=True)
                | Q(kind__in=["again", "new"], product__isnull=True, user__isnull=False),
                name="recommendations_row_has_one_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.user_id or self.product_id}"


class Dismissal(models.Model):
    """What a user, or a visitor without an account, does not want recommended; it counts at once.

    Goes with the visitor, and with the account's consent.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("user"),
    )
    visitor = models.ForeignKey(
        "interactions.Visitor",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("visitor"),
    )
    product = models.ForeignKey(
        "catalogue.Product", on_delete=models.CASCADE, related_name="+", verbose_name=_("product")
    )
    dismissed_at = models.DateTimeField(_("dismissed"), auto_now_add=True)

    class Meta:
        verbose_name = _("product of no interest")
        verbose_name_plural = _("products of no interest")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["user", "product"], condition=Q(user__isnull=False), name="dismissals_of_user"
            ),
            models.UniqueConstraint(
                fields=["visitor", "product"],
                condition=Q(visitor__isnull=False),
                name="dismissals_of_visitor",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=True, visitor__isnull=False)
                | Q(user__isnull=False, visitor__isnull=True),
                name="dismissals_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}"
