"""Segments, who is in them and was, who was put in or kept out by hand, and whose facts have changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy


class Segment(models.Model):
    """A set of customers, by a rule (live) or by hand; `rule` is a condition as `rules` reads it.

    `size` counts the members as of `calculated_at`. Until `is_filled`, members come and go without events:
    nobody enters a segment that is only just being described. `code` names a shipped segment.
    """

    class Kind(models.TextChoices):
        """Who decides who is in it."""

        LIVE = "live", pgettext_lazy("kind of segment", "by a rule")
        MANUAL = "manual", pgettext_lazy("kind of segment", "by hand")

    name = models.CharField(pgettext_lazy("of a segment", "name"), max_length=120)
    description = models.CharField(_("description"), max_length=300, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.LIVE)
    rule = models.JSONField(_("rule"), default=dict, blank=True)
    code = models.CharField(_("code"), max_length=60, blank=True, editable=False)
    is_active = models.BooleanField(_("active"), default=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
    )
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    size = models.PositiveIntegerField(_("customers"), default=0, editable=False)
    is_filled = models.BooleanField(_("filled"), default=False, editable=False)
    calculated_at = models.DateTimeField(_("calculated"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="segments_shipped_once"),
        ]

    def __str__(self) -> str:
        return self.name


class SegmentVersion(models.Model):
    """A rule as it was saved, by whom; the latest is the segment's own."""

    segment = models.ForeignKey(
        Segment, on_delete=models.CASCADE, related_name="versions", verbose_name=_("segment")
    )
    number = models.PositiveIntegerField(_("version"))
    rule = models.JSONField(_("rule"), default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    saved_at = models.DateTimeField(_("saved"), auto_now_add=True)

    class Meta:
        verbose_name = _("version of a segment")
        verbose_name_plural = _("versions of segments")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["segment", "number"], name="segments_one_version_per_number"),
        ]

    def __str__(self) -> str:
        return f"{self.segment_id} v{self.number}"


class SegmentMembership(models.Model):
    """A customer is in a segment since a moment, or was until `left_at`; written by `membership` alone."""

    segment = models.ForeignKey(
        Segment,
        on_delete=models.CASCADE,
        related_name="memberships",
        db_index=False,
        verbose_name=_("segment"),
    )
    customer = models.ForeignKey(
        "customers.Customer",
        on_delete=models.CASCADE,
        related_name="segment_memberships",
        verbose_name=_("customer"),
    )
    since = models.DateTimeField(_("since"))
    left_at = models.DateTimeField(_("left"), null=True, blank=True)

    class Meta:
        verbose_name = _("member of a segment")
        verbose_name_plural = _("members of segments")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["segment", "customer"], condition=Q(left_at=None), name="segments_member_once"
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=models.F("since")),
                name="segments_left_after_entry",
            ),
        ]
        indexes = [
            models.Index(fields=["segment", "since"], name="segments_by_entry"),
            models.Index(
                fields=["segment", "left_at"], condition=Q(left_at__isnull=False), name="segments_by_exit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.segment_id}: {self.customer_id}"


class SegmentPick(models.Model):
    """A colleague put a customer in, or keeps one out, whatever the rule says."""

    class Choice(models.TextChoices):
        """Which of the two."""

        IN = "in", pgettext_lazy("of a segment", "added by hand")
        OUT = "out", pgettext_lazy("of a segment", "excluded by hand")

    segment = models.ForeignKey(
        Segment, on_delete=models.CASCADE, related_name="picks", db_index=False, verbose_name=_("segment")
    )
    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.CASCADE, related_name="+", verbose_name=_("customer")
    )
    choice = models.CharField(_("choice"), max_length=3, choices=Choice.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    picked_at = models.DateTimeField(_("since"), auto_now=True)

    class Meta:
        verbose_name = _("customer picked by hand")
        verbose_name_plural = _("customers picked by hand")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["segment", "customer"], name="segments_one_pick_each"),
        ]

    def __str__(self) -> str:
        return f"{self.segment_id}: {self.customer_id} {self.choice}"


class SegmentCount(models.Model):
    """How many were in a segment at the last calculation of a day (of the shop's time zone)."""

    segment = models.ForeignKey(
        Segment, on_delete=models.CASCADE, related_name="counts", db_index=False, verbose_name=_("segment")
    )
    day = models.DateField(_("day"))
    size = models.PositiveIntegerField(_("customers"))

    class Meta:
        verbose_name = _("size of a segment on a day")
        verbose_name_plural = _("sizes of segments by day")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["segment", "day"], name="segments_one_size_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.segment_id} {self.day}: {self.size}"


class TouchedCustomer(models.Model):
    """Something of a customer is other than before; the next look asks segments that go by it.

    Rows are only added, and those are deleted that were read before the look: what comes in meanwhile is a
    row of its own and is not lost.
    """

    class Fact(models.TextChoices):
        """What changed."""

        PROFILE = "profile", _("profile")
        ORDERS = "orders", _("orders")
        SCORES = "scores", _("scores")
        BEHAVIOUR = "behaviour", _("behaviour")
        CONSENT = "consent", _("consent")
        SEGMENTS = "segments", _("segments")

    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.CASCADE, related_name="+", verbose_name=_("customer")
    )
    fact = models.CharField(_("fact"), max_length=10, choices=Fact.choices)

    class Meta:
        verbose_name = _("customer whose facts changed")
        verbose_name_plural = _("customers whose facts changed")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.fact}"
