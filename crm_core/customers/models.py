"""The customer, the keys that lead to one, which records may be the same, which were merged."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy


class CurrentCustomers(models.Manager["Customer"]):
    """Customers that were not merged into another one: those that lists, figures and searches know."""

    def get_queryset(self) -> models.QuerySet["Customer"]:
        """Leave out what was merged."""
        return super().get_queryset().filter(merged_into=None)


class Customer(models.Model):
    """A person or a company that we do business with; staff see it, the storefront never does.

    The figures (`orders_count`, `spent`, `last_order_at`) are written by
    `services.refresh_figures` from the orders themselves and are never added up in place.

    A merged record keeps its row, so that a merge can be undone and old addresses lead on; `objects`
    leaves it out, `records` has all. `merged_state` is of a survivor only (see `records.survivors`).
    """

    class Kind(models.TextChoices):
        """Who it is."""

        PERSON = "person", _("person")
        COMPANY = "company", _("company")

    class Stage(models.TextChoices):
        """Where somebody stands as a customer; `crm_core.scores.stages` has the rules."""

        PROSPECT = "prospect", pgettext_lazy("lifecycle stage", "prospect")
        NEW = "new", pgettext_lazy("lifecycle stage", "new")
        ACTIVE = "active", pgettext_lazy("lifecycle stage", "active")
        LOYAL = "loyal", pgettext_lazy("lifecycle stage", "loyal")
        AT_RISK = "at_risk", pgettext_lazy("lifecycle stage", "at risk")
        LOST = "lost", pgettext_lazy("lifecycle stage", "lost")
        WON_BACK = "won_back", pgettext_lazy("lifecycle stage", "won back")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.PERSON)
    name = models.CharField(pgettext_lazy("of a person or company", "name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    company = models.ForeignKey(
        "b2b.Company",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("company"),
        help_text=_("The company itself, or the one this person works for."),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        limit_choices_to={"is_staff": True},
        related_name="+",
        verbose_name=_("owner"),
        help_text=_("The colleague responsible for this customer."),
    )
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    orders_count = models.PositiveIntegerField(_("orders"), default=0, editable=False)
    spent = models.DecimalField(_("total spent"), max_digits=14, decimal_places=2, default=0, editable=False)
    last_order_at = models.DateTimeField(_("last order"), null=True, blank=True, editable=False)
    # Both written by `crm_core.scores`; they stand here because lists filter and sort by them.
    stage = models.CharField(
        _("stage"), max_length=10, choices=Stage.choices, default=Stage.PROSPECT, editable=False
    )
    next_order_on = models.DateField(_("next order"), null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        related_name="merged_records",
        verbose_name=_("merged into"),
    )
    merged_state = models.JSONField(_("values before the merges"), null=True, blank=True, editable=False)

    records: ClassVar[models.Manager["Customer"]] = models.Manager()
    objects: ClassVar[CurrentCustomers] = CurrentCustomers()

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        indexes = [
            models.Index(fields=["-last_order_at", "-id"], name="customers_by_last_order"),
            models.Index(fields=["-spent", "-id"], name="customers_by_spent"),
            models.Index(fields=["name", "id"], name="customers_by_name"),
            models.Index(fields=["-created_at", "-id"], name="customers_by_creation"),
            models.Index(fields=["stage", "-created_at", "-id"], name="customers_by_stage"),
            models.Index(
                fields=["next_order_on", "id"],
                condition=models.Q(next_order_on__isnull=False),
                name="customers_by_next_order",
            ),
            models.Index(
                fields=["merged_into"],
                name="customers_merged",
                condition=Q(merged_into__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="customers_not_merged_into_itself",
            ),
        ]
        permissions = [
            ("export_customer", _("Can export customers")),
            ("merge_customer", _("Can merge customers and undo it")),
        ]

    def __str__(self) -> str:
        return self.name or self.email or self.phone or _("Customer %(id)s") % {"id": self.pk}


class CustomerIdentifier(models.Model):
    """A key that leads to exactly one customer; `value` is normalised (see `normalise`).

    `home` is the record that the key came with, where that one was merged into `customer`; else empty.
    """

    class Kind(models.TextChoices):
        """What sort of key, strongest first."""

        USER = "user", _("user account")
        EMAIL = "email", _("e-mail")
        COMPANY = "company", _("company")
        PHONE = "phone", _("phone")

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="identifiers", verbose_name=_("customer")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    value = models.CharField(_("value"), max_length=254)
    home = models.ForeignKey(
        Customer,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("record it came with"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        constraints = [
            models.UniqueConstraint(fields=["kind", "value"], name="customers_one_customer_per_key"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}"


class CustomerOrder(models.Model):
    """Whose order it is: an order belongs to one customer, for good."""

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="customer_orders", verbose_name=_("customer")
    )
    order = models.OneToOneField(
        "order.Order", on_delete=models.CASCADE, related_name="+", verbose_name=_("order")
    )

    class Meta:
        verbose_name = _("customer's order")
        verbose_name_plural = _("customers' orders")

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.order_id}"


class IdentityConflict(models.Model):
    """A key that came with one customer but leads to another; a person decides what it means."""

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="conflicts", verbose_name=_("customer")
    )
    identifier = models.ForeignKey(
        CustomerIdentifier, on_delete=models.CASCADE, related_name="conflicts", verbose_name=_("identifier")
    )
    noted_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    class Meta:
        verbose_name = _("identity conflict")
        verbose_name_plural = _("identity conflicts")
        constraints = [
            models.UniqueConstraint(fields=["customer", "identifier"], name="customers_one_conflict_per_key"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} / {self.identifier_id}"


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
