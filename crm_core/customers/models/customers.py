"""The customer and the keys that lead to one."""

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
    territory = models.ForeignKey(
        "customers.Territory",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("territory"),
        help_text=_("The region or market that this customer belongs to."),
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
            # Without any of these three somebody sees the customers that they own (`access.rows`).
            ("view_team_customer", _("Can view the customers of their teams")),
            ("view_territory_customer", _("Can view the customers of their territories")),
            ("view_all_customer", _("Can view all customers")),
            ("erase_customer", _("Can erase the personal data of customers")),
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
