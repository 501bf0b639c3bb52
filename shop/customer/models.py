"""Oscar's models under our package; ours stand before the star."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from oscar.apps.customer.abstract_models import AbstractProductAlert

WAITING = (AbstractProductAlert.UNCONFIRMED, AbstractProductAlert.ACTIVE)


class ProductAlert(AbstractProductAlert):
    """Somebody waits for a product: a user, or a guest by an e-mail address; each once."""

    class Meta(AbstractProductAlert.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["user", "product"],
                condition=Q(user__isnull=False, status__in=WAITING),
                name="customer_user_waits_once",
            ),
            models.UniqueConstraint(
                Lower("email"),
                "product",
                condition=Q(user__isnull=True, status__in=WAITING),
                name="customer_guest_waits_once",
            ),
        ]

    def clean(self) -> None:
        """Refuse a second alert of the same person on the product, where staff change one."""
        super().clean()
        if self.status in WAITING and self.of_the_same_person().filter(status__in=WAITING).exists():
            raise ValidationError(_("This person already has another alert for this product."))

    def of_the_same_person(self) -> QuerySet["ProductAlert"]:
        """List the other alerts of this person on this product, whatever became of them."""
        others = ProductAlert.objects.filter(product=self.product_id).exclude(pk=self.pk)
        if self.user_id is not None:
            return others.filter(user=self.user_id)
        return others.alias(address=Lower("email")).filter(user=None, address=self.email.lower())


class AlertQuestion(models.Model):
    """That an address was asked by mail whether it is its owner who wants alerts, and when last.

    One row per address, in lower case. It goes when the owner has answered, and after a while.
    """

    email = models.EmailField(_("e-mail"), unique=True)
    asked_at = models.DateTimeField(_("requested"), db_index=True)

    class Meta:
        app_label = "customer"
        verbose_name = _("alert confirmation")
        verbose_name_plural = _("alert confirmations")
        default_permissions = ()

    def __str__(self) -> str:
        return self.email


from oscar.apps.customer.models import *  # type: ignore[assignment]  # noqa: E402, F403
