"""Which orders of a company need an approval, and whose."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy


class ApprovalRule(models.Model):
    """Orders that meet the conditions that are set need the approval of the rule's levels, one after another.

    `meets` says whether it takes all of the conditions or one of them. A rule holds for its company and for
    its subsidiaries, which may add rules of their own. Without any
    condition it holds for every order. Amounts are gross, in the shop's currency; an order above them meets
    the condition, one of exactly that much does not.
    """

    class Meets(models.TextChoices):
        """How many of the conditions that are set an order has to meet."""

        ALL = "all", pgettext_lazy("conditions", "All of them")
        ANY = "any", pgettext_lazy("conditions", "One of them")

    company = models.ForeignKey(
        "b2b.Company", on_delete=models.CASCADE, related_name="approval_rules", verbose_name=_("company")
    )
    name = models.CharField(pgettext_lazy("of a rule", "name"), max_length=120)
    is_active = models.BooleanField(_("active"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    meets = models.CharField(_("conditions to meet"), max_length=3, choices=Meets, default=Meets.ALL)
    total_above = models.DecimalField(
        _("order total above"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    delivery_above = models.DecimalField(
        _("delivery cost above"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    lines_above = models.PositiveIntegerField(_("more different products than"), null=True, blank=True)
    role = models.ForeignKey(
        "b2b.CompanyRole",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("role of the buyer"),
    )
    contact = models.ForeignKey(
        "b2b.CompanyContact",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("buyer"),
    )
    department = models.ForeignKey(
        "b2b.Department",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("department"),
    )
    cost_centre = models.ForeignKey(
        "b2b.CostCentre",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("cost centre"),
    )
    category = models.ForeignKey(
        "catalogue.Category",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("product of the category"),
    )
    is_over_budget = models.BooleanField(_("above a budget"), default=False)

    class Meta:
        verbose_name = _("approval rule")
        verbose_name_plural = _("approval rules")
        ordering = ["position", "pk"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                condition=(Q(total_above=None) | Q(total_above__gte=0))
                & (Q(delivery_above=None) | Q(delivery_above__gte=0)),
                name="purchase_approvals_amounts_not_negative",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ApprovalLevel(models.Model):
    """One level of a rule: who approves, whether one or all of them, and when others are asked, too."""

    class Who(models.TextChoices):
        """Who is asked."""

        PERMISSION = "permission", _("Whoever may approve orders of the buyer")
        ROLE = "role", _("Everybody with a role")
        MEMBERS = "members", _("These people")

    class Needs(models.TextChoices):
        """Whose yes it needs."""

        ANY = "any", pgettext_lazy("approvers", "One of them")
        ALL = "all", pgettext_lazy("approvers", "All of them")

    rule = models.ForeignKey(ApprovalRule, on_delete=models.CASCADE, related_name="levels")
    number = models.PositiveSmallIntegerField(_("level"))
    who = models.CharField(_("approvers"), max_length=12, choices=Who, default=Who.PERMISSION)
    role = models.ForeignKey(
        "b2b.CompanyRole",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("role"),
    )
    members = models.ManyToManyField(
        "b2b.CompanyContact", blank=True, related_name="+", verbose_name=_("people")
    )
    needs = models.CharField(_("needs the approval of"), max_length=5, choices=Needs, default=Needs.ANY)
    escalate_after = models.PositiveSmallIntegerField(
        _("goes to the administrators after hours"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("approval level")
        verbose_name_plural = _("approval levels")
        ordering = ["number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "number"], name="purchase_approvals_one_level_per_number"
            ),
            models.CheckConstraint(
                condition=~Q(who="role") | Q(role__isnull=False), name="purchase_approvals_role_is_named"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id}: {self.number}"


class ApprovalDelegation(models.Model):
    """Somebody answers for an approver from a day to a day, beside them; only the approver can say so."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("approver")
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("deputy")
    )
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("approval delegation")
        verbose_name_plural = _("approval delegations")
        ordering = ["starts_on", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="purchase_approvals_delegation_has_days"
            ),
            models.CheckConstraint(
                condition=~Q(owner=F("deputy")), name="purchase_approvals_deputy_is_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner_id} -> {self.deputy_id}"
