"""A deal that a partner registers, what it is to be, and the orders that won it."""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from shop.configuration.queries import shop_currency

MOST_PIECES = 1_000_000


class RegistrationState(models.TextChoices):
    """Where a registration stands."""

    DRAFT = "draft", pgettext_lazy("state of a registration", "draft")
    SUBMITTED = "submitted", pgettext_lazy("state of a registration", "submitted")
    IN_REVIEW = "in_review", pgettext_lazy("state of a registration", "in review")
    APPROVED = "approved", pgettext_lazy("state of a registration", "approved")
    RETURNED = "returned", pgettext_lazy("state of a registration", "returned")
    REJECTED = "rejected", pgettext_lazy("state of a registration", "rejected")
    WON = "won", pgettext_lazy("state of a registration", "won")
    LOST = "lost", pgettext_lazy("state of a registration", "lost")
    EXPIRED = "expired", pgettext_lazy("state of a registration", "expired")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of a registration", "withdrawn")


S = RegistrationState
#: In which we owe the partner an answer.
WAITING = (S.SUBMITTED, S.IN_REVIEW)
#: In which nobody else is first at this end customer.
LIVE = (S.SUBMITTED, S.IN_REVIEW, S.RETURNED, S.APPROVED, S.WON)
#: In which the partner may change what it says.
EDITABLE = (S.DRAFT, S.RETURNED)


class DealRegistration(ConcurrentTransitionMixin, models.Model):
    """A partner claims an end customer for a deal; approved, it is protected until `protected_until`.

    `state` is moved by `services` and `decisions` alone, under a lock of the row. `domain` is that of the
    website, else of the contact's e-mail address, empty for a provider's that anybody may have. `company` is
    the end customer where it is one of our companies. `answer_due_at` is when our answer is due, in office
    hours. `discount` is per cent off the ordinary price, for lines without a price of their own. Without
    `covers_all` protection holds for the products of the lines and for `categories`; with `site_postcode`
    for deliveries there only.
    `price_list` holds the registered prices while it is approved. `was_first` says whether nobody else's live
    registration was found when it was submitted.
    """

    State = RegistrationState

    account = models.ForeignKey(
        "partner_accounts.PartnerAccount",
        on_delete=models.PROTECT,
        related_name="deal_registrations",
        verbose_name=_("partner account"),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("registered by"),
    )
    state = FSMField(_("status"), max_length=10, choices=S.choices, default=S.DRAFT, protected=True)
    customer_name = models.CharField(_("end customer"), max_length=200)
    vat_id = models.CharField(_("VAT id"), max_length=32, blank=True)
    website = models.CharField(_("website"), max_length=200, blank=True)
    domain = models.CharField(_("domain"), max_length=200, blank=True, editable=False)
    contact_name = models.CharField(_("contact person"), max_length=200, blank=True)
    contact_email = models.EmailField(_("e-mail"), blank=True)
    contact_phone = models.CharField(_("phone"), max_length=40, blank=True)
    line1 = models.CharField(_("street and number"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    country = models.CharField(_("country"), max_length=2)
    expected_value = models.DecimalField(
        _("expected value"),
        max_digits=12,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0)],
        help_text=_("Net, in the shop's currency."),
    )
    currency = models.CharField(_("currency"), max_length=3, default=shop_currency, editable=False)
    expected_close_on = models.DateField(_("expected close"), null=True, blank=True)
    note = models.TextField(_("what the project is"), max_length=2000, blank=True)
    company = models.ForeignKey(
        "b2b.Company",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("company account of the end customer"),
    )
    deal = models.ForeignKey(
        "pipeline.Deal",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("deal"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True, editable=False)
    answer_due_at = models.DateTimeField(_("answer due"), null=True, blank=True, editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True, editable=False)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True, editable=False)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        limit_choices_to={"is_staff": True},
        related_name="+",
        verbose_name=_("reviewed by"),
    )
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    was_first = models.BooleanField(_("first to register"), default=False, editable=False)
    approved_at = models.DateTimeField(_("approved on"), null=True, blank=True, editable=False)
    protected_until = models.DateTimeField(_("protected until"), null=True, blank=True)
    covers_all = models.BooleanField(_("protects all products"), default=True)
    categories: ClassVar[models.ManyToManyField] = models.ManyToManyField(
        "catalogue.Category", blank=True, related_name="+", verbose_name=_("protected categories")
    )
    site_postcode = models.CharField(
        _("protected site (postcode)"),
        max_length=20,
        blank=True,
        help_text=_("Empty: protected wherever the goods go."),
    )
    discount = models.DecimalField(
        _("registered discount in %"),
        max_digits=5,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(Decimal(100))],
    )
    price_list = models.OneToOneField(
        "partner.PriceList",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
        verbose_name=_("price list"),
    )
    extension_until = models.DateField(_("extension asked until"), null=True, blank=True)
    extension_reason = models.CharField(_("reason for the extension"), max_length=500, blank=True)
    closed_at = models.DateTimeField(_("closed on"), null=True, blank=True, editable=False)
    lost_reason = models.CharField(_("why it was lost"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("deal registration")
        verbose_name_plural = _("deal registrations")
        ordering = ["-created_at", "-pk"]
        permissions = [("decide_dealregistration", _("Can decide on deal registrations"))]
        indexes = [
            models.Index(fields=["account", "state", "-id"], name="registrations_of_account"),
            models.Index(fields=["state", "answer_due_at"], name="registrations_by_answer"),
            models.Index(fields=["state", "protected_until"], name="registrations_by_expiry"),
            models.Index(fields=["domain"], condition=~Q(domain=""), name="registrations_by_domain"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft") | Q(submitted_at__isnull=False, answer_due_at__isnull=False),
                name="registrations_submitted_have_a_clock",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "won"]) | Q(protected_until__isnull=False),
                name="registrations_approved_are_protected",
            ),
            models.CheckConstraint(
                condition=Q(discount__gte=0, discount__lte=100), name="registrations_discount_is_per_cent"
            ),
            models.CheckConstraint(
                condition=Q(expected_value__gte=0), name="registrations_value_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.customer_name}"

    @property
    def number(self) -> str:
        """What it is called by."""
        return f"DR-{self.pk:05d}" if self.pk else "DR"

    @property
    def is_editable(self) -> bool:
        """Whether the partner may change what it says."""
        return self.state in EDITABLE

    @property
    def is_waiting(self) -> bool:
        """Whether we owe an answer."""
        return self.state in WAITING

    def is_overdue(self, now: datetime) -> bool:
        """Tell whether our answer is late."""
        return bool(self.is_waiting and self.answer_due_at and self.answer_due_at < now)

    def is_protected(self, now: datetime) -> bool:
        """Tell whether nobody else may have this deal at a moment."""
        return bool(self.state == S.APPROVED and self.protected_until and now < self.protected_until)

    @transition(field=state, source=EDITABLE, target=S.SUBMITTED)
    def submit(self) -> None:
        """Ask us for an answer, on the object; `services` writes it."""

    @transition(field=state, source=S.SUBMITTED, target=S.IN_REVIEW)
    def take(self) -> None:
        """Begin to look at it, on the object."""

    @transition(field=state, source=WAITING, target=S.APPROVED)
    def approve(self) -> None:
        """Protect it, on the object."""

    @transition(field=state, source=WAITING, target=S.RETURNED)
    def give_back(self) -> None:
        """Ask the partner for more, on the object."""

    @transition(field=state, source=WAITING, target=S.REJECTED)
    def reject(self) -> None:
        """Refuse it, on the object."""

    @transition(field=state, source=(*WAITING, S.RETURNED), target=S.WITHDRAWN)
    def withdraw(self) -> None:
        """Take it back, on the object."""

    @transition(field=state, source=S.APPROVED, target=S.LOST)
    def lose(self) -> None:
        """Say that the end customer does not buy, on the object."""

    @transition(field=state, source=S.APPROVED, target=S.EXPIRED)
    def expire(self) -> None:
        """End its protection, on the object."""

    @transition(field=state, source=S.APPROVED, target=S.WON)
    def win(self) -> None:
        """Have the end customer's order, on the object."""

    @transition(field=state, source=S.WON, target=S.APPROVED)
    def unwin(self) -> None:
        """Lose the order again that had won it, on the object."""


class RegistrationLine(models.Model):
    """So many pieces of a product in a registered deal; `price` is net for one, where one was agreed."""

    registration = models.ForeignKey(
        DealRegistration, on_delete=models.CASCADE, related_name="lines", verbose_name=_("deal registration")
    )
    product = models.ForeignKey(
        "catalogue.Product",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("product"),
    )
    title = models.CharField(_("title"), max_length=255)
    quantity = models.PositiveIntegerField(
        _("quantity"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_PIECES)]
    )
    price = models.DecimalField(
        _("registered unit price, net"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )

    class Meta:
        verbose_name = _("line of a deal registration")
        verbose_name_plural = _("lines of deal registrations")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "product"],
                condition=Q(product__isnull=False),
                name="registrations_product_once",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=MOST_PIECES), name="registrations_line_has_pieces"
            ),
            models.CheckConstraint(
                condition=Q(price=None) | Q(price__gte=0), name="registrations_price_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.title}"


class RegistrationOrder(models.Model):
    """An order that belongs to a registration; an order belongs to one at most. `stands` until cancelled."""

    registration = models.ForeignKey(
        DealRegistration, on_delete=models.PROTECT, related_name="orders", verbose_name=_("deal registration")
    )
    order = models.OneToOneField(
        "order.Order",
        on_delete=models.CASCADE,
        related_name="deal_registration",
        verbose_name=_("order"),
    )
    bought_by_partner = models.BooleanField(_("bought by the partner"), default=False)
    stands = models.BooleanField(_("not cancelled"), default=True)
    linked_at = models.DateTimeField(_("linked"), auto_now_add=True)

    class Meta:
        verbose_name = _("order of a deal registration")
        verbose_name_plural = _("orders of deal registrations")
        ordering = ["-linked_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.registration_id}: {self.order_id}"
