"""Market development funds: a budget, what each partner has of it, what they plan with it and claim of it.

Sums are in major units of the budget's currency. Running sums stand on the rows that bound them, are changed
by conditional updates only, and the database refuses what exceeds them.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from shop.uploads.private import private_storage


class FundBudget(models.Model):
    """A sum for partners' marketing in a period; `allocated` is what is handed out of it.

    With `accrues` paid orders of partners add to what they have, by the rate of their tier.
    """

    name = models.CharField(_("name"), max_length=120, unique=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    currency = models.CharField(_("currency"), max_length=12)
    total = models.DecimalField(_("total"), max_digits=12, decimal_places=2)
    allocated = models.DecimalField(
        _("allocated"), max_digits=12, decimal_places=2, default=0, editable=False
    )
    accrues = models.BooleanField(
        _("grows with paid orders (co-op)"),
        default=False,
        help_text=_("Paid orders of partners add to their allocation, by the rate of their tier."),
    )

    class Meta:
        verbose_name = _("fund budget")
        verbose_name_plural = _("fund budgets")
        ordering = ["-starts_on", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="partner_funds_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(allocated__gte=0, allocated__lte=F("total")),
                name="partner_funds_budget_not_exceeded",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Allocation(models.Model):
    """What a partner has of a budget; `committed` is what approved requests hold of it."""

    budget = models.ForeignKey(
        FundBudget, on_delete=models.PROTECT, related_name="allocations", verbose_name=_("fund budget")
    )
    account = models.ForeignKey(
        "partner_accounts.PartnerAccount",
        on_delete=models.PROTECT,
        related_name="fund_allocations",
        verbose_name=_("partner account"),
    )
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2, default=0)
    committed = models.DecimalField(_("committed"), max_digits=12, decimal_places=2, default=0)

    class Meta:
        verbose_name = _("fund allocation")
        verbose_name_plural = _("fund allocations")
        ordering = ["pk"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["budget", "account"], name="partner_funds_one_allocation"),
            models.CheckConstraint(
                condition=Q(committed__gte=0, committed__lte=F("amount")),
                name="partner_funds_allocation_not_exceeded",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.budget}: {self.account}"


class AllocationEntry(models.Model):
    """Why an allocation rose or fell: by hand, or with an order; `key` makes each happen once."""

    class Kind(models.TextChoices):
        """What moved it."""

        BY_HAND = "by_hand", _("allocated")
        ORDER = "order", _("accrued from an order")

    allocation = models.ForeignKey(
        Allocation, on_delete=models.CASCADE, related_name="entries", verbose_name=_("fund allocation")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    rate = models.DecimalField(_("rate (%)"), max_digits=5, decimal_places=2, null=True, blank=True)
    order = models.ForeignKey(
        "order.Order",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("order"),
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    made_at = models.DateTimeField(_("date"))

    class Meta:
        verbose_name = _("entry of a fund allocation")
        verbose_name_plural = _("entries of fund allocations")
        ordering = ["-made_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="by_hand", order=None) | Q(kind="order", order__isnull=False),
                name="partner_funds_order_entry_names_its_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.amount}"


class FundRequest(models.Model):
    """What a partner plans to do and asks for; `claimed` is what its claims hold of the approved sum."""

    class Activity(models.TextChoices):
        """What kind of marketing it is."""

        EVENT = "event", _("Event or trade fair")
        ADVERTISING = "advertising", _("Advertising")
        DIGITAL = "digital", _("Online campaign")
        PRINT = "print", _("Print and displays")
        TRAINING = "training", _("Training or demo day")
        OTHER = "other", pgettext_lazy("marketing activity", "Other")

    class Status(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", pgettext_lazy("fund request", "draft")
        SUBMITTED = "submitted", pgettext_lazy("fund request", "submitted")
        APPROVED = "approved", pgettext_lazy("fund request", "approved")
        DECLINED = "declined", pgettext_lazy("fund request", "declined")
        CLOSED = "closed", pgettext_lazy("fund request", "closed")

    allocation = models.ForeignKey(
        Allocation, on_delete=models.PROTECT, related_name="requests", verbose_name=_("fund budget")
    )
    title = models.CharField(_("title"), max_length=120)
    activity = models.CharField(_("activity"), max_length=12, choices=Activity, default=Activity.EVENT)
    description = models.TextField(_("what is planned"), max_length=2000, blank=True)
    expected_result = models.CharField(_("expected result"), max_length=300, blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    amount = models.DecimalField(_("amount requested"), max_digits=12, decimal_places=2)
    approved_amount = models.DecimalField(_("amount approved"), max_digits=12, decimal_places=2, default=0)
    claimed = models.DecimalField(_("claimed"), max_digits=12, decimal_places=2, default=0)
    campaign_code = models.CharField(
        _("campaign code"),
        max_length=40,
        blank=True,
        help_text=_("A voucher code of this activity: orders with it are counted as its result."),
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    note = models.CharField(_("reason of the decision"), max_length=300, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("created by"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("decided by"),
    )

    class Meta:
        verbose_name = _("fund request")
        verbose_name_plural = _("fund requests")
        ordering = ["-created_at", "-pk"]
        default_permissions = ("view",)
        permissions = [("decide_fundrequest", _("Can decide fund requests and claims"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="partner_funds_activity_days_in_order"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="partner_funds_request_above_zero"),
            models.CheckConstraint(
                condition=Q(claimed__gte=0, claimed__lte=F("approved_amount")),
                name="partner_funds_request_not_exceeded",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Claim(models.Model):
    """Money that a partner spent on an approved activity and asks back, with proof."""

    class Status(models.TextChoices):
        """How far it is."""

        SUBMITTED = "submitted", pgettext_lazy("fund claim", "submitted")
        APPROVED = "approved", pgettext_lazy("fund claim", "approved")
        DECLINED = "declined", pgettext_lazy("fund claim", "declined")
        PAID = "paid", pgettext_lazy("fund claim", "paid")

    request = models.ForeignKey(
        FundRequest, on_delete=models.PROTECT, related_name="claims", verbose_name=_("fund request")
    )
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    comment = models.TextField(_("what it was spent on"), max_length=1000, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.SUBMITTED)
    note = models.CharField(_("reason of the decision"), max_length=300, blank=True)
    reference = models.CharField(_("reference of the transfer"), max_length=140, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("created by"),
    )
    created_at = models.DateTimeField(_("submitted"), auto_now_add=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("decided by"),
    )
    paid_at = models.DateTimeField(_("paid"), null=True, blank=True)
    # Two clicks on one form are one claim.
    token = models.UUIDField(unique=True, editable=False)

    class Meta:
        verbose_name = _("fund claim")
        verbose_name_plural = _("fund claims")
        ordering = ["-created_at", "-pk"]
        default_permissions = ("view",)
        permissions = [("pay_claim", _("Can note fund claims as paid"))]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="partner_funds_claim_above_zero"),
            models.CheckConstraint(
                condition=Q(status="paid", paid_at__isnull=False) | ~Q(status="paid") & Q(paid_at=None),
                name="partner_funds_paid_has_a_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request}: {self.amount}"


def proof_path(proof: "ClaimProof", name: str) -> str:
    """Return where a proof lies: below its claim, under the name that the gate gave it."""
    return f"fund-claims/{proof.claim_id}/{name}"


class ClaimProof(models.Model):
    """An invoice or a photo that shows what was done; it has passed the gate, a view hands it out."""

    claim = models.ForeignKey(
        Claim, on_delete=models.CASCADE, related_name="proofs", verbose_name=_("fund claim")
    )
    file = models.FileField(_("file"), upload_to=proof_path, storage=private_storage, max_length=200)
    added_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        verbose_name = _("proof of a fund claim")
        verbose_name_plural = _("proofs of fund claims")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return (self.file.name or "").rpartition("/")[2]
