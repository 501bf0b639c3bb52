"""The definition of a field, its choices, its versions, and its values."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from crm_core.customers.models import Customer

#: What a code is made of; names of form fields, columns and filters are made of codes and nothing else.
CODE = r"[a-z][a-z0-9_]{0,39}"
FOLDED_LENGTH = 100


class CustomField(ClusterableModel):
    """A field of customers that staff defined. Its code never changes and is never used twice.

    What was archived keeps its values and is shown nowhere. `default` is written as in an import and offered
    for new customers; fields of choices have a default choice instead.
    """

    class Kind(models.TextChoices):
        """What its values are."""

        TEXT = "text", pgettext_lazy("kind of a field", "text, one line")
        LONG_TEXT = "long_text", pgettext_lazy("kind of a field", "text, several lines")
        NUMBER = "number", pgettext_lazy("kind of a field", "number")
        MONEY = "money", pgettext_lazy("kind of a field", "amount of money")
        DATE = "date", pgettext_lazy("kind of a field", "date")
        YES_NO = "yes_no", pgettext_lazy("kind of a field", "yes or no")
        CHOICE = "choice", pgettext_lazy("kind of a field", "one choice")
        MULTIPLE_CHOICE = "multiple_choice", pgettext_lazy("kind of a field", "several choices")
        LINK = "link", pgettext_lazy("kind of a field", "link")
        CUSTOMER = "customer", pgettext_lazy("kind of a field", "another customer")

    class AppliesTo(models.TextChoices):
        """Whose field it is."""

        ALL = "all", _("people and companies")
        PERSON = "person", _("people")
        COMPANY = "company", _("companies")

    code = models.CharField(
        _("code"),
        max_length=40,
        unique=True,
        editable=False,
        validators=[RegexValidator(rf"^{CODE}\Z")],
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.TEXT)
    applies_to = models.CharField(
        _("belongs to"), max_length=10, choices=AppliesTo.choices, default=AppliesTo.ALL
    )
    label = models.CharField(_("label"), max_length=80)
    help_text = models.CharField(_("help text"), max_length=255, blank=True)
    section = models.CharField(
        _("section"), max_length=80, blank=True, help_text=_("Fields of one section stand together.")
    )
    unit = models.CharField(
        _("unit"), max_length=20, blank=True, help_text=_("Shown after a number: cm, kg.")
    )
    is_required = models.BooleanField(
        _("required"), default=False, help_text=_("Asked for in the form; an import may leave it empty.")
    )
    default = models.CharField(
        _("default"), max_length=255, blank=True, help_text=_("Filled in for new customers.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("custom field")
        verbose_name_plural = _("custom fields")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.label

    @property
    def name(self) -> str:
        """What it is called in forms, columns, filters and addresses; no field of ours begins so."""
        return f"custom_{self.code}"


class FieldChoice(models.Model):
    """One of the values that may be chosen; customers hold it by its number, so renaming loses nothing."""

    field = ParentalKey(
        CustomField, on_delete=models.CASCADE, related_name="choices", verbose_name=_("field")
    )
    label = models.CharField(_("label"), max_length=80)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_default = models.BooleanField(_("default"), default=False)
    is_archived = models.BooleanField(
        _("archived"), default=False, help_text=_("Kept where it is chosen, offered no more.")
    )

    class Meta:
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        default_permissions = ()
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.label


class CustomFieldVersion(models.Model):
    """What a field was after each change, and who made it."""

    field = models.ForeignKey(CustomField, models.CASCADE, related_name="versions", verbose_name=_("field"))
    number = models.PositiveIntegerField(_("version"))
    definition = models.JSONField(_("definition"), default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    saved_at = models.DateTimeField(_("saved"), auto_now_add=True)

    class Meta:
        verbose_name = _("version of a custom field")
        verbose_name_plural = _("versions of custom fields")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["field", "number"], name="custom_fields_one_version_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.field_id} v{self.number}"


class CustomFieldValue(models.Model):
    """One value of one customer, in the column of its kind (`kinds.COLUMNS`); several choices: several rows.

    `folded` is the beginning of a text without case, by which texts are found. A money value is in the
    shop's currency.
    """

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="custom_values", verbose_name=_("customer")
    )
    field = models.ForeignKey(
        CustomField, on_delete=models.PROTECT, related_name="values", verbose_name=_("field")
    )
    text = models.TextField(_("text"), null=True, blank=True)  # noqa: DJ001 - one of the columns is filled
    folded = models.CharField(_("folded text"), max_length=FOLDED_LENGTH, null=True, blank=True)  # noqa: DJ001
    number = models.DecimalField(_("number"), max_digits=20, decimal_places=6, null=True, blank=True)
    day = models.DateField(_("date"), null=True, blank=True)
    flag = models.BooleanField(_("yes or no"), null=True, blank=True)
    choice = models.ForeignKey(
        FieldChoice,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("choice"),
    )
    reference = models.ForeignKey(
        Customer,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("other customer"),
    )

    class Meta:
        verbose_name = _("value of a custom field")
        verbose_name_plural = _("values of custom fields")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "field"], condition=Q(choice=None), name="custom_fields_one_value_each"
            ),
            models.UniqueConstraint(
                fields=["customer", "field", "choice"],
                condition=~Q(choice=None),
                name="custom_fields_choice_once",
            ),
            models.CheckConstraint(
                condition=(
                    Q(text__isnull=False, folded__isnull=False)
                    | Q(number__isnull=False)
                    | Q(day__isnull=False)
                    | Q(flag__isnull=False)
                    | Q(choice__isnull=False)
                    | Q(reference__isnull=False)
                ),
                name="custom_fields_value_is_there",
            ),
        ]
        indexes = [
            models.Index(
                fields=["field", "folded", "customer"],
                opclasses=["int8_ops", "varchar_pattern_ops", "int8_ops"],
                condition=Q(folded__isnull=False),
                name="custom_fields_by_text",
            ),
            *(
                models.Index(
                    fields=["field", column, "customer"],
                    condition=Q(**{f"{column}__isnull": False}),
                    name=f"custom_fields_by_{column}",
                )
                for column in ("number", "day", "flag", "choice", "reference")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.field_id}"
