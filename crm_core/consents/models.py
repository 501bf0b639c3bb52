"""The ledger of consents: who agreed to what, when, where and on which words; and to whom nothing is sent.

`Consent` and `ConsentText` are append-only: the database refuses to change or delete a row. So nothing
personal stands in them: an address is its keyed hash (`addresses.digest`), and what can be erased stands beside, in
`ConsentSubject.value` and `ConsentNote`.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from crm_core.consents.purposes import Channel, purpose_name


class ConsentSubject(models.Model):
    """Whom entries are about: an address, a number, a customer without either, an account, a browser.

    `digest` is for good; `value` is the plain address and is emptied when its owner is erased: the entries
    go on to hold for whoever comes with that address.
    """

    class Kind(models.TextChoices):
        """What identifies them."""

        EMAIL = "email", _("e-mail")
        PHONE = "phone", _("phone")
        CUSTOMER = "customer", _("customer")
        USER = "user", _("user account")
        VISITOR = "visitor", _("visitor")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    digest = models.CharField(_("hash"), max_length=64)
    value = models.CharField(_("value"), max_length=254, blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("subject of consent")
        verbose_name_plural = _("subjects of consent")
        constraints = [
            models.UniqueConstraint(fields=["kind", "digest"], name="consents_one_subject_per_address"),
        ]
        indexes = [models.Index(fields=["kind", "value"], name="consents_subject_by_value")]

    def __str__(self) -> str:
        return self.value or self.digest[:12]


class ConsentText(models.Model):
    """The words somebody was shown, as they read that day; one row for each wording and language."""

    version = models.CharField(_("version of the text"), max_length=40)
    language = models.CharField(_("language"), max_length=12, blank=True)
    text = models.TextField(_("text"))
    digest = models.CharField(_("hash"), max_length=64, unique=True)

    class Meta:
        verbose_name = _("consent text")
        verbose_name_plural = _("consent texts")

    def __str__(self) -> str:
        return self.version


class Consent(models.Model):
    """One entry of the ledger; what holds now is the latest that decides, by `decided_at`."""

    class Action(models.TextChoices):
        """What was said. Asked is no answer yet; an objection is a refusal of everything at once."""

        REQUESTED = "requested", _("confirmation requested")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")
        OBJECTED = "objected", _("objected")

    class Source(models.TextChoices):
        """Where it was said."""

        FORM = "form", _("form")
        CHECKOUT = "checkout", _("checkout")
        REGISTRATION = "registration", _("registration")
        FOOTER = "footer", _("newsletter sign-up")
        REQUEST = "request", _("requested by the customer")
        PREFERENCES = "preferences", _("preferences page")
        ONE_CLICK = "one_click", _("unsubscribe link")
        BANNER = "banner", _("banner")
        LOGIN = "login", _("carried over at login")
        IMPORT = "import", _("import")
        STAFF = "staff", _("entered by staff")
        COMPLAINT = "complaint", _("spam complaint")
        DELETION = "deletion", _("account deleted")

    subject = models.ForeignKey(
        ConsentSubject,
        on_delete=models.PROTECT,
        related_name="consents",
        verbose_name=_("subject of consent"),
    )
    purpose = models.CharField(_("purpose"), max_length=40)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    action = models.CharField(_("decision"), max_length=10, choices=Action.choices)
    source = models.CharField(_("source"), max_length=20, choices=Source.choices)
    text = models.ForeignKey(
        ConsentText,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("consent text"),
    )
    language = models.CharField(_("language"), max_length=12, blank=True)
    decided_at = models.DateTimeField(_("decided"))
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)
    reference = models.CharField(
        _("reference"), max_length=80, blank=True, help_text=_("What it came with, such as a form entry.")
    )
    # Without a constraint: that a colleague's account goes must not ask the ledger to change.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        default_permissions = ("add", "view")
        indexes = [
            models.Index(
                fields=["subject", "purpose", "channel", "-decided_at", "-id"], name="consents_latest"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(channel__in=Channel.values), name="consents_known_channel"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose}/{self.channel}: {self.action}"

    @property
    def purpose_name(self) -> str:
        """Name the purpose for readers."""
        return purpose_name(self.purpose)

    @property
    def is_granted(self) -> bool:
        """Tell whether it is a yes."""
        return self.action == self.Action.GRANTED


class ConsentNote(models.Model):
    """The reason that staff gave for an entry; erased with the customer, for it may name somebody."""

    consent = models.OneToOneField(
        Consent, on_delete=models.PROTECT, related_name="note", verbose_name=_("consent")
    )
    text = models.CharField(_("reason"), max_length=500)

    class Meta:
        verbose_name = _("reason for a consent entry")
        verbose_name_plural = _("reasons for consent entries")

    def __str__(self) -> str:
        return self.text


class Suppression(models.Model):
    """An address to which nothing but transactional mail is sent, whatever the ledger says, until it is lifted."""

    class Reason(models.TextChoices):
        """Why."""

        BOUNCED = "bounced", _("bounced")
        COMPLAINED = "complained", _("marked as spam")
        OBJECTED = "objected", _("objected")
        MANUAL = "manual", _("entered by staff")

    subject = models.ForeignKey(
        ConsentSubject, on_delete=models.PROTECT, related_name="suppressions", verbose_name=_("address")
    )
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)
    note = models.CharField(_("note"), max_length=500, blank=True)
    added_at = models.DateTimeField(_("added"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lifted by"),
    )
    lift_note = models.CharField(
        pgettext_lazy("of lifting a suppression", "reason"), max_length=500, blank=True
    )

    class Meta:
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")
        default_permissions = ("add", "view", "change")
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "reason"],
                condition=models.Q(lifted_at=None),
                name="consents_one_suppression_per_reason",
            ),
        ]
        indexes = [models.Index(fields=["-added_at", "-id"], name="consents_suppression_newest")]

    def __str__(self) -> str:
        return f"{self.subject}: {self.reason}"
