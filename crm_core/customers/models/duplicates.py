"""Which records may be the same, which are not, which were merged."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from crm_core.customers.models.customers import Customer


class IdentityProfile(models.Model):
    """What is compared of a customer, folded; read from their facts and never changed by hand.

    `facts` is an `IdentityFacts` of all that is known; `given` those of imports, which stand nowhere else.
    """

    customer = models.OneToOneField(
        Customer,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="identity_profile",
        verbose_name=_("customer"),
    )
    facts = models.JSONField(_("facts"), default=dict)
    given = models.JSONField(_("given facts"), default=list)

    class Meta:
        verbose_name = _("identity profile")
        verbose_name_plural = _("identity profiles")

    def __str__(self) -> str:
        return str(self.customer_id)


class MatchKey(models.Model):
    """A blocking key: customers who share one may be the same and are compared. A hash, so nobody's data."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+", verbose_name=_("customer"))
    key = models.BigIntegerField(_("key"))

    class Meta:
        verbose_name = _("match key")
        verbose_name_plural = _("match keys")
        indexes = [models.Index(fields=["key", "customer"], name="customers_match_key")]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.key}"


class CustomerPair(models.Model):
    """Two records, the older one first, so that a pair is one row."""

    first = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="+", verbose_name=_("customer")
    )
    second = models.ForeignKey(Customer, models.CASCADE, related_name="+", verbose_name=_("other customer"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.first_id} / {self.second_id}"


class MatchCandidate(CustomerPair):
    """Two customers who may be the same, for staff to decide. Found by scores, and found anew at any time.

    `evidence` says per compared field how well it agrees and what it counts; values are in the records.
    """

    score = models.SmallIntegerField(_("score"))
    evidence = models.JSONField(_("evidence"), default=list)
    found_at = models.DateTimeField(_("found"), auto_now_add=True)
    waits_until = models.DateTimeField(_("put off until"), null=True, blank=True)

    class Meta:
        verbose_name = _("potential duplicate")
        verbose_name_plural = _("potential duplicates")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="customers_one_candidate_per_pair"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="customers_candidate_in_order"),
        ]
        indexes = [models.Index(fields=["-score", "id"], name="customers_candidates_by_score")]


class DistinctPair(CustomerPair):
    """Two records of which somebody said that they are different: for good, whatever is merged later."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    said_at = models.DateTimeField(_("said"), auto_now_add=True)

    class Meta:
        verbose_name = _("pair of different customers")
        verbose_name_plural = _("pairs of different customers")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="customers_one_refusal_per_pair"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="customers_refusal_in_order"),
        ]


class CustomerMerge(models.Model):
    """One record went into another: who said so, when, what moved, and whether it was undone.

    `choices` says per field whose value survives ("survivor" or "merged"); `moved` counts rows per rule
    (`merging.rules`). `by` is empty where the scores alone decided, and then `evidence` says by what.
    """

    survivor = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="merges", verbose_name=_("survivor")
    )
    merged = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", verbose_name=_("merged"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    merged_at = models.DateTimeField(_("merged on"), auto_now_add=True)
    choices = models.JSONField(_("choices"), default=dict)
    moved = models.JSONField(_("moved"), default=dict)
    evidence = models.JSONField(_("evidence"), default=list)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("undone by"),
    )

    class Meta:
        verbose_name = _("merge of customers")
        verbose_name_plural = _("merges of customers")
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at=None), name="customers_merged_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merged_id} -> {self.survivor_id}"


class RowHome(models.Model):
    """To which record a row belongs that now hangs on a survivor: where an undone merge puts it back.

    `rule` names the model and its field (`merging.rules`), `row` is the row's primary key.
    """

    rule = models.CharField(_("rule"), max_length=120)
    row = models.BigIntegerField(_("row"))
    home = models.ForeignKey(
        Customer, models.CASCADE, related_name="+", verbose_name=_("record it came with")
    )

    class Meta:
        verbose_name = _("home of a merged row")
        verbose_name_plural = _("homes of merged rows")
        constraints = [models.UniqueConstraint(fields=["rule", "row"], name="customers_one_home_per_row")]
        indexes = [models.Index(fields=["home", "rule"], name="customers_rows_at_home")]

    def __str__(self) -> str:
        return f"{self.rule} {self.row}"
