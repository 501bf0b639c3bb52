"""Contact points, addresses, relations, tags, and what was changed of a customer by whom."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from crm_core.customers.models import Customer


class ContactPoint(models.Model):
    """One way to reach a customer; `value` is normalised (`services.normalised_value`).

    The preferred e-mail address and number are those on the customer's record; of messengers it is the one
    that was preferred last. What is `verified` was shown to be theirs, or staff saw that it works.
    """

    class Kind(models.TextChoices):
        """Through what."""

        EMAIL = "email", _("e-mail")
        PHONE = "phone", _("phone")
        MESSENGER = "messenger", _("messenger")

    class Label(models.TextChoices):
        """Where it is."""

        WORK = "work", pgettext_lazy("place of a contact point", "work")
        HOME = "home", pgettext_lazy("place of a contact point", "home")
        MOBILE = "mobile", pgettext_lazy("place of a contact point", "mobile")
        FAX = "fax", pgettext_lazy("place of a contact point", "fax")
        OTHER = "other", pgettext_lazy("place of a contact point", "other")

    class Service(models.TextChoices):
        """Which messenger."""

        WECHAT = "wechat", "WeChat"
        LINE = "line", "LINE"
        WHATSAPP = "whatsapp", "WhatsApp"
        TELEGRAM = "telegram", "Telegram"
        SIGNAL = "signal", "Signal"
        QQ = "qq", "QQ"
        SKYPE = "skype", "Skype"
        OTHER = "other", pgettext_lazy("another messenger", "other")

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="contact_points", verbose_name=_("customer")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.EMAIL)
    service = models.CharField(_("messenger"), max_length=10, choices=Service.choices, blank=True)
    value = models.CharField(_("address or number"), max_length=254)
    label = models.CharField(_("place"), max_length=10, choices=Label.choices, blank=True)
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)
    preferred_at = models.DateTimeField(_("preferred since"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("contact point")
        verbose_name_plural = _("contact points")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "kind", "service", "value"], name="profile_contact_point_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="messenger") & ~Q(service="") | ~Q(kind="messenger") & Q(service=""),
                name="profile_service_of_messengers",
            ),
        ]

    def __str__(self) -> str:
        return self.value


class CustomerAddress(models.Model):
    """A postal address that staff or an import wrote; those of orders are read from the orders.

    `digest` is of the folded address, so that two spellings of one stand once. The preferred address is the
    one that was preferred last.
    """

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="addresses", verbose_name=_("customer")
    )
    name = models.CharField(_("recipient"), max_length=200, blank=True)
    line1 = models.CharField(_("street"), max_length=255, blank=True)
    line2 = models.CharField(_("address supplement"), max_length=255, blank=True)
    postcode = models.CharField(_("postcode"), max_length=64, blank=True)
    city = models.CharField(_("city"), max_length=255, blank=True)
    state = models.CharField(_("state or region"), max_length=255, blank=True)
    country = models.ForeignKey(
        "address.Country", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("country")
    )
    label = models.CharField(_("place"), max_length=10, choices=ContactPoint.Label.choices, blank=True)
    is_billing = models.BooleanField(_("for invoices"), default=False)
    is_shipping = models.BooleanField(_("for deliveries"), default=False)
    preferred_at = models.DateTimeField(_("preferred since"), null=True, blank=True)
    digest = models.CharField(_("digest"), max_length=64, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["customer", "digest"], name="profile_address_once"),
        ]

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.line1, self.postcode, self.city)))


class ContactPreference(models.Model):
    """Through which channel a customer wants to be reached; without a row nobody knows."""

    class Channel(models.TextChoices):
        """By what."""

        EMAIL = "email", _("e-mail")
        PHONE = "phone", _("phone")
        MESSENGER = "messenger", _("messenger")
        POST = "post", pgettext_lazy("letters", "post")

    customer = models.OneToOneField(
        Customer, on_delete=models.CASCADE, related_name="contact_preference", verbose_name=_("customer")
    )
    channel = models.CharField(_("preferred channel"), max_length=10, choices=Channel.choices)

    class Meta:
        verbose_name = _("preferred channel")
        verbose_name_plural = _("preferred channels")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.channel}"


class Employment(models.Model):
    """A person works at a company, both customers, in a role.

    Where a merge made the two one, the row stays for the undo and is shown nowhere.
    """

    person = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="employments", verbose_name=_("person")
    )
    company = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="employees", verbose_name=_("company")
    )
    role = models.CharField(pgettext_lazy("in a company", "role"), max_length=120, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("employment")
        verbose_name_plural = _("employments")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["person", "company"], name="profile_employment_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} @ {self.company_id}"


class Household(models.Model):
    """People who live and buy together."""

    name = models.CharField(pgettext_lazy("of a household", "name"), max_length=120)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class HouseholdMember(models.Model):
    """Who belongs to a household; a customer belongs to one."""

    household = models.ForeignKey(
        Household, on_delete=models.CASCADE, related_name="members", verbose_name=_("household")
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="household_memberships", verbose_name=_("customer")
    )

    class Meta:
        verbose_name = _("member of a household")
        verbose_name_plural = _("members of households")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["customer"], name="profile_one_household_each"),
        ]

    def __str__(self) -> str:
        return f"{self.household_id}: {self.customer_id}"


class Tag(models.Model):
    """A word by which staff gather customers; `folded` keeps two spellings from being two tags."""

    class Color(models.TextChoices):
        """How it is shown; never by colour alone."""

        GREY = "grey", pgettext_lazy("color", "grey")
        BLUE = "blue", pgettext_lazy("color", "blue")
        GREEN = "green", pgettext_lazy("color", "green")
        YELLOW = "yellow", pgettext_lazy("color", "yellow")
        RED = "red", pgettext_lazy("color", "red")
        PURPLE = "purple", pgettext_lazy("color", "purple")

    name = models.CharField(pgettext_lazy("of a tag", "name"), max_length=60)
    folded = models.CharField(_("folded name"), max_length=60, unique=True, editable=False)
    color = models.CharField(_("color"), max_length=10, choices=Color.choices, default=Color.GREY)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("customer tag")
        verbose_name_plural = _("customer tags")

    def __str__(self) -> str:
        return self.name


class CustomerTag(models.Model):
    """A customer bears a tag."""

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="customer_tags", verbose_name=_("customer")
    )
    tag = models.ForeignKey(
        Tag, on_delete=models.CASCADE, related_name="customer_tags", verbose_name=_("tag")
    )

    class Meta:
        verbose_name = _("tag of a customer")
        verbose_name_plural = _("tags of customers")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["customer", "tag"], name="profile_tag_once")]
        indexes = [models.Index(fields=["tag", "customer"], name="profile_customers_of_tag")]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.tag_id}"


class ProfileChange(models.Model):
    """What somebody changed of a customer: `changes` lists {"field", "old", "new"} in words of that moment.

    `field` is a field of `Customer`, "tags", "contact", "address", "relation" or "custom:<code>". `via` says
    what changed it where it was no person at a form: "import:<pk>", "undo:<pk>".
    """

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="profile_changes", verbose_name=_("customer")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    via = models.CharField(_("changed through"), max_length=40, blank=True)
    changes = models.JSONField(_("changes"), default=list)
    changed_at = models.DateTimeField(_("changed"), auto_now_add=True)

    class Meta:
        verbose_name = _("change of a customer")
        verbose_name_plural = _("changes of customers")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.customer_id}: {', '.join(str(change.get('field')) for change in self.changes)}"
