"""Visitors who agreed to be remembered, and what they did then; that they agreed stands in `crm_core.consents`."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Visitor(models.Model):
    """A browser whose owner agreed to personalisation; withdrawing deletes the row and all below it.

    `customer` is for staff only: it may rest on an unconfirmed e-mail address, so nothing on the
    storefront is ever shown by it. `first_name` is what the visitor typed in their last order here.
    """

    key = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("user"),
    )
    customer = models.ForeignKey(
        "customers.Customer",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("customer"),
    )
    first_name = models.CharField(_("first name"), max_length=60, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("visitor")
        verbose_name_plural = _("visitors")

    def __str__(self) -> str:
        return str(self.key)


class BasketVisitor(models.Model):
    """Who filled a basket, so that its order leads back to the visitor."""

    basket = models.OneToOneField(
        "basket.Basket", on_delete=models.CASCADE, related_name="+", verbose_name=_("basket")
    )
    visitor = models.ForeignKey(
        Visitor, on_delete=models.CASCADE, related_name="+", verbose_name=_("visitor")
    )

    class Meta:
        verbose_name = _("basket's visitor")
        verbose_name_plural = _("baskets' visitors")

    def __str__(self) -> str:
        return f"{self.basket_id}: {self.visitor_id}"


class Interaction(models.Model):
    """One thing somebody who agreed did: viewed, searched, put into the basket, bought."""

    class Kind(models.TextChoices):
        """What they did."""

        VIEW = "view", _("viewed")
        SEARCH = "search", _("searched")
        BASKET = "basket", _("put into the basket")
        PURCHASE = "purchase", _("bought")

    token = models.UUIDField(_("token"), default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    visitor = models.ForeignKey(
        Visitor,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="interactions",
        verbose_name=_("visitor"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("user"),
    )
    customer = models.ForeignKey(
        "customers.Customer",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("customer"),
    )
    product = models.ForeignKey(
        "catalogue.Product",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("product"),
    )
    query = models.CharField(_("search words"), max_length=200, blank=True)
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    order_line = models.OneToOneField(
        "order.Line",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("order line"),
    )
    occurred_at = models.DateTimeField(_("occurred"))
    reversed_at = models.DateTimeField(_("reversed"), null=True, blank=True)

    class Meta:
        verbose_name = _("interaction")
        verbose_name_plural = _("interactions")
        constraints = [
            models.CheckConstraint(
                condition=Q(visitor__isnull=False) | Q(user__isnull=False),
                name="interactions_of_somebody",
            ),
            models.CheckConstraint(
                condition=Q(kind="purchase", order_line__isnull=False)
                | (~Q(kind="purchase") & Q(order_line__isnull=True)),
                name="interactions_purchase_has_line",
            ),
        ]
        indexes = [
            models.Index(fields=["visitor", "kind", "-occurred_at"], name="interactions_by_visitor"),
            models.Index(fields=["user", "kind", "-occurred_at"], name="interactions_by_user"),
            models.Index(fields=["customer", "kind", "-occurred_at"], name="interactions_by_customer"),
            models.Index(fields=["kind", "occurred_at"], name="interactions_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.product_id or self.query}"
