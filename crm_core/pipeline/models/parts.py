"""What belongs to a deal: its orders, people, files, and which acts of the buyer were seen."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from crm_core.pipeline.models.deals import Deal
from shop.uploads.private import private_storage


class DealOrder(models.Model):
    """Which deal an order belongs to: one at most. Without a deal, staff said that it belongs to none.

    `has_won` says that the deal was won by this order and is reopened when the order is cancelled.
    """

    order = models.OneToOneField(
        "order.Order", on_delete=models.CASCADE, related_name="+", verbose_name=_("order")
    )
    deal = models.ForeignKey(
        Deal,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="deal_orders",
        verbose_name=_("deal"),
    )
    has_won = models.BooleanField(_("won the deal"), default=False)
    linked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    linked_at = models.DateTimeField(_("linked"), auto_now_add=True)

    class Meta:
        verbose_name = _("order of a deal")
        verbose_name_plural = _("orders of deals")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["deal"], condition=Q(has_won=True), name="pipeline_deal_won_by_one_order"
            ),
            models.CheckConstraint(
                condition=Q(has_won=False) | Q(deal__isnull=False), name="pipeline_winning_order_has_a_deal"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.deal_id}"


class BuyerAct(models.Model):
    """An act of a buyer that concerned a deal: seen once, whatever is delivered again."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="acts", verbose_name=_("deal"))
    act = models.CharField(_("what the buyer did"), max_length=40)
    source = models.CharField(_("source"), max_length=120, unique=True)
    occurred_at = models.DateTimeField(_("occurred"))
    has_moved = models.BooleanField(_("moved the deal"), default=False)

    class Meta:
        verbose_name = _("act of a buyer")
        verbose_name_plural = _("acts of buyers")
        ordering = ["-occurred_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.source


class DealContact(models.Model):
    """What somebody has to do with a deal."""

    class Role(models.TextChoices):
        """Their part in the buying."""

        DECIDER = "decider", pgettext_lazy("role in a deal", "decides")
        CHAMPION = "champion", pgettext_lazy("role in a deal", "speaks for us")
        INFLUENCER = "influencer", pgettext_lazy("role in a deal", "has a say")
        BUYER = "buyer", pgettext_lazy("role in a deal", "buys")
        USER = "user", pgettext_lazy("role in a deal", "uses it")
        BLOCKER = "blocker", pgettext_lazy("role in a deal", "is against it")

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="contacts", verbose_name=_("deal"))
    person = models.ForeignKey(
        "customers.Customer", on_delete=models.CASCADE, related_name="+", verbose_name=_("person")
    )
    role = models.CharField(pgettext_lazy("of a contact in a deal", "role"), max_length=10, choices=Role)

    class Meta:
        verbose_name = _("contact of a deal")
        verbose_name_plural = _("contacts of deals")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["deal", "person"], name="pipeline_one_role_per_contact"),
        ]

    def __str__(self) -> str:
        return f"{self.deal_id}: {self.person_id} {self.role}"


class AccountPosition(models.Model):
    """What a contact does at their company and to whom they report: a box of the account's org chart."""

    person = models.OneToOneField(
        "customers.Customer", on_delete=models.CASCADE, related_name="+", verbose_name=_("person")
    )
    position = models.CharField(pgettext_lazy("at a company", "position"), max_length=120, blank=True)
    reports_to = models.ForeignKey(
        "customers.Customer",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reports to"),
    )

    class Meta:
        verbose_name = _("position at an account")
        verbose_name_plural = _("positions at accounts")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(reports_to=None) | ~Q(reports_to=F("person")),
                name="pipeline_nobody_reports_to_themselves",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.position}"


class DealFile(models.Model):
    """A file of a deal; it has passed the gate of `shop.uploads`. Goes when its deal goes."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="files", verbose_name=_("deal"))
    file = models.FileField(_("file"), storage=private_storage, upload_to="deals/%Y/%m", max_length=200)
    name = models.CharField(_("file name"), max_length=200)
    size = models.PositiveBigIntegerField(_("bytes"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    added_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        verbose_name = _("file of a deal")
        verbose_name_plural = _("files of deals")
        ordering = ["-added_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
