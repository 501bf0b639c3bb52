"""Forms that editors build, and what visitors wrote into them."""

from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.forms.models import FORM_FIELD_CHOICES, AbstractFormField
from wagtail.models import TranslatableMixin
from wagtail.search import index

from content.admin_forms import FormBuilderForm
from crm_core.consents.purposes import NEWSLETTER, purpose_choices

KEPT_DAYS = 365
# A hidden field is for machines, and a visitor cannot be asked for several dates with times.
FIELD_TYPES = [choice for choice in FORM_FIELD_CHOICES if choice[0] not in {"hidden", "datetime"}]


class Form(index.Indexed, TranslatableMixin, ClusterableModel):
    """A form that may stand on any page, in one language; its translations share their entries' list."""

    class Consent(models.TextChoices):
        """Whether visitors are asked if we may write to them."""

        NONE = "none", _("No consent checkbox")
        OPTIONAL = "optional", _("Optional checkbox")
        REQUIRED = "required", _("Required checkbox (for example a newsletter)")

    class MakesLeads(models.TextChoices):
        """Whose entries sales gets as leads."""

        NEVER = "never", _("No leads")
        ALWAYS = "always", _("Each entry is a lead")
        CONSENT = "consent", _("Only entries with the consent ticked")

    title = models.CharField(_("title"), max_length=120)
    button = models.CharField(_("button text"), max_length=40, default=_("Send"))
    thanks = models.TextField(
        _("thank-you message"),
        max_length=500,
        help_text=_("Shown in place of the form once it has been submitted."),
    )
    consent = models.CharField(
        _("consent to be contacted"), max_length=10, choices=Consent.choices, default=Consent.NONE
    )
    consent_text = models.CharField(
        _("consent text"),
        max_length=400,
        blank=True,
        help_text=_(
            "Say who will write, about what, and how to opt out. The wording is stored with each entry."
        ),
    )
    consent_purpose = models.CharField(
        _("purpose of the consent"),
        max_length=40,
        choices=purpose_choices,
        default=NEWSLETTER,
        help_text=_("What the sender agrees to; the sender confirms it by e-mail."),
    )
    makes_leads = models.CharField(
        _("leads for sales"),
        max_length=10,
        choices=MakesLeads.choices,
        default=MakesLeads.NEVER,
        help_text=_("For forms of people who want to buy. Say of each field below what it tells of them."),
    )
    keep_days = models.PositiveSmallIntegerField(
        _("retention period (days)"),
        default=KEPT_DAYS,
        help_text=_("Older entries are deleted automatically."),
    )

    panels: ClassVar[list[object]] = [
        FieldPanel("title"),
        InlinePanel("form_fields", heading=_("Fields"), label=_("Field"), min_num=1),
        MultiFieldPanel([FieldPanel("button"), FieldPanel("thanks")], heading=_("Submission")),
        MultiFieldPanel(
            [FieldPanel("consent"), FieldPanel("consent_purpose"), FieldPanel("consent_text")],
            heading=_("Consent"),
        ),
        FieldPanel("makes_leads"),
        FieldPanel("keep_days"),
    ]
    base_form_class = FormBuilderForm
    search_fields = [index.SearchField("title"), index.AutocompleteField("title")]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("form")
        verbose_name_plural = _("forms")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(consent="none") | ~models.Q(consent_text=""),
                name="content_form_consent_has_words",
                violation_error_message=_("Write the text that the visitor agrees to."),
            ),
            models.CheckConstraint(
                condition=~models.Q(makes_leads="consent") | ~models.Q(consent="none"),
                name="content_form_leads_by_consent",
                violation_error_message=_("No consent is asked for, so no entry could be a lead."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Want words where consent is asked."""
        super().clean()
        if self.consent != self.Consent.NONE and not self.consent_text.strip():
            raise ValidationError({"consent_text": _("Write the text that the visitor agrees to.")})
        if self.consent == self.Consent.NONE and self.makes_leads == self.MakesLeads.CONSENT:
            raise ValidationError({"makes_leads": _("No consent is asked for, so no entry could be a lead.")})

    def get_form_fields(self) -> QuerySet:
        """Return the fields in their order, for Wagtail's form builder."""
        return self.form_fields.all()


class FormField(AbstractFormField):
    """One question of a form; `tells` says what its answer is of a lead, where the field's type does not."""

    class Tells(models.TextChoices):
        """What an answer says of somebody who may buy."""

        NAME = "name", pgettext_lazy("what a field of a form tells", "Name")
        PHONE = "phone", pgettext_lazy("what a field of a form tells", "Phone")
        COMPANY = "company_name", pgettext_lazy("what a field of a form tells", "Company")
        COMPANY_SIZE = "company_size", pgettext_lazy("what a field of a form tells", "Number of employees")
        VAT_ID = "vat_id", pgettext_lazy("what a field of a form tells", "VAT id")
        COUNTRY = "country", pgettext_lazy("what a field of a form tells", "Country")
        POSTCODE = "postcode", pgettext_lazy("what a field of a form tells", "Postcode")
        PRODUCT = "product", pgettext_lazy("what a field of a form tells", "Product (name or number)")
        WANTS = "wants", pgettext_lazy("what a field of a form tells", "What they want")

    form = ParentalKey(Form, on_delete=models.CASCADE, related_name="form_fields")
    field_type = models.CharField(_("field type"), max_length=16, choices=FIELD_TYPES)
    field_type.required_on_save = True  # type: ignore[attr-defined]
    tells = models.CharField(
        pgettext_lazy("of a field of a form", "tells of a lead"),
        max_length=20,
        choices=Tells.choices,
        blank=True,
        help_text=_("Only where the form makes leads. E-mail addresses are known by the field type."),
    )

    panels = [
        FieldPanel("label"),
        FieldPanel("help_text"),
        FieldPanel("required"),
        FieldPanel("field_type", classname="formbuilder-type", required_on_save=True),
        FieldPanel("choices", classname="formbuilder-choices"),
        FieldPanel("default_value", classname="formbuilder-default"),
        FieldPanel("tells"),
    ]

    class Meta(AbstractFormField.Meta):
        verbose_name = _("field")
        verbose_name_plural = _("fields")
        constraints = [
            models.UniqueConstraint(fields=["form", "clean_name"], name="content_field_names_differ"),
        ]

    def clean(self) -> None:
        """Want choices where there is something to choose from."""
        super().clean()
        if self.field_type in {"dropdown", "radio", "checkboxes", "multiselect"} and not self.choices.strip():
            raise ValidationError({"choices": _("Enter the options to choose from.")})


class FormEntry(models.Model):
    """What somebody wrote into a form: label and answer of each field, as they read that day.

    `digest` is of the form's copy in the browser and of the answers, so that a second click is no
    second entry. `user` is whose account the entry belongs to: who was logged in, or whose
    confirmed address stands in it. `customer` and `order` are what it is about, as far as that is known.
    """

    class State(models.TextChoices):
        """How far somebody has come with it."""

        OPEN = "open", pgettext_lazy("state of a form entry", "open")
        IN_PROGRESS = "in_progress", _("in progress")
        DONE = "done", pgettext_lazy("state of a form entry", "done")

    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="entries", verbose_name=_("form"))
    page = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("page"),
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("account"),
    )
    language = models.CharField(_("language"), max_length=20)
    email = models.EmailField(_("e-mail address"), blank=True, db_index=True)
    answers = models.JSONField(_("answers"), default=dict)
    labels = models.JSONField(_("questions"), default=dict)
    consent_text = models.CharField(_("consent text"), max_length=400, blank=True)
    sent_at = models.DateTimeField(_("sent"), db_index=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    state = models.CharField(_("status"), max_length=12, choices=State.choices, default=State.OPEN)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        limit_choices_to={"is_staff": True, "is_active": True},
        related_name="+",
        verbose_name=_("assignee"),
    )
    customer = models.ForeignKey(
        "customers.Customer",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="form_entries",
        verbose_name=_("customer"),
    )
    order = models.ForeignKey(
        "order.Order",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="form_entries",
        verbose_name=_("order"),
    )

    class Meta:
        verbose_name = _("form entry")
        verbose_name_plural = _("form entries")
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(fields=["state", "sent_at"], name="content_entry_by_state")]
        permissions = [("export_formentry", "Can export form entries")]

    def __str__(self) -> str:
        return f"{self.form}, {date_format(localtime(self.sent_at), 'SHORT_DATETIME_FORMAT')}"

    @property
    def told(self) -> list[tuple[str, str]]:
        """Return pairs of question and answer, in the form's order."""
        return [(label, str(self.answers.get(name, ""))) for name, label in self.labels.items()]

    @property
    def summary(self) -> str:
        """Return the first words of the answers, for a list."""
        return " · ".join(answer for _label, answer in self.told if answer)[:120]


class FormReply(models.Model):
    """What staff answered to an entry, by mail; `key` names its form: sent twice, it is one answer."""

    entry = models.ForeignKey(
        FormEntry, on_delete=models.CASCADE, related_name="replies", verbose_name=_("form entry")
    )
    text = models.TextField(_("text"), max_length=10_000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("by")
    )
    mail = models.ForeignKey(
        "mail.Mail", null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("mail")
    )
    sent_at = models.DateTimeField(_("sent"), auto_now_add=True)
    key = models.UUIDField(unique=True, editable=False)

    class Meta:
        verbose_name = _("reply to a form entry")
        verbose_name_plural = _("replies to form entries")
        ordering = ["sent_at", "pk"]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.text[:40]}"
