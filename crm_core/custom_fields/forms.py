"""What staff say of a custom field, and into which kind they change one."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList

from crm_core.custom_fields.kinds import Kind, parsed, reading_for, spelled
from crm_core.custom_fields.models import CustomField, CustomFieldValue
from crm_core.custom_fields.services import CONVERTIBLE, keep_version, new_code
from crm_core.customers.matching.folding import fold
from shop.backoffice.languages import name_languages, panels_in_every_language
from shop.imports.errors import BadValueError

CHOOSING = frozenset({Kind.CHOICE, Kind.MULTIPLE_CHOICE})
MOST_CHOICES = 200
LARGEST_POSITION = 10_000


class CustomFieldForm(WagtailAdminModelForm):
    """A field by hand. Its kind is changed on a page of its own, where every value is tried first."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        name_languages(self, ["label", "help_text", "section"], needed=["label"])
        self.fields["position"].max_value = LARGEST_POSITION  # type: ignore[attr-defined]
        if self.instance.pk:
            self.fields["kind"].disabled = True
            self.fields["kind"].help_text = _("“Change kind” tries all values first.")

    def clean(self) -> dict[str, object]:
        """Read the default as an import would; see that choices are there, once, and none in use goes."""
        data: dict[str, object] = super().clean() or self.cleaned_data
        kind = data.get("kind")
        rows = self._choice_rows()
        if kind in CHOOSING:
            self._check_choices(rows)
            data["default"] = ""
        elif rows and kind:
            self.add_error(None, _("Only fields of choices have choices."))
        elif data.get("default") and kind:
            data["default"] = self._read_default(str(kind), str(data["default"]))
        return data

    def _choice_rows(self) -> list[forms.ModelForm]:
        rows = self.formsets["choices"].forms if "choices" in getattr(self, "formsets", {}) else []
        filled = [row for row in rows if row.is_valid() and (row.has_changed() or row.instance.pk)]
        return [row for row in filled if not row.cleaned_data.get("DELETE")]

    def _check_choices(self, rows: list[forms.ModelForm]) -> None:
        labels = [fold(row.cleaned_data.get("label_en") or "") for row in rows]
        if not labels:
            self.add_error(None, _("Write at least one choice."))
        if len(labels) != len(set(labels)):
            self.add_error(None, _("Two choices have the same label."))
        gone = [row.instance.pk for row in self.formsets["choices"].deleted_forms if row.instance.pk]
        if gone and CustomFieldValue.objects.filter(choice__in=gone).exists():
            self.add_error(None, _("A choice that customers have cannot be deleted; archive it instead."))
        defaults = sum(bool(row.cleaned_data.get("is_default")) for row in rows)
        if self.cleaned_data.get("kind") == Kind.CHOICE and defaults > 1:
            self.add_error(None, _("Only one choice can be the default."))

    def _read_default(self, kind: str, default: str) -> str:
        field = CustomField(kind=kind, label=_("Default"))
        try:
            value = parsed(field, default, reading_for([]))
        except BadValueError as error:
            self.add_error("default", error.reason)
            return default
        return spelled(field, value, {}) if value is not None else ""

    def save(self, commit: bool = True) -> CustomField:  # noqa: FBT001, FBT002 - Django's signature
        """Write the field with its choices, a new one with its code, and keep this as its next version."""
        if self.instance.pk is None:
            new_code(self.instance)
        field: CustomField = super().save(commit=commit)
        if commit:
            keep_version(field, by=self.for_user)
        return field


CUSTOM_FIELD_FORM = ObjectList(
    [
        MultiFieldPanel(
            panels_in_every_language("label", gettext_lazy("Label")), heading=gettext_lazy("Label")
        ),
        FieldPanel("kind"),
        FieldPanel("applies_to"),
        InlinePanel(
            "choices",
            heading=gettext_lazy("Choices"),
            label=gettext_lazy("Choice"),
            max_num=MOST_CHOICES,
            panels=[
                *panels_in_every_language("label", gettext_lazy("Label")),
                FieldPanel("position"),
                FieldPanel("is_default"),
                FieldPanel("is_archived"),
            ],
        ),
        FieldPanel("unit"),
        FieldPanel("is_required"),
        FieldPanel("default"),
        FieldPanel("position"),
        MultiFieldPanel(
            panels_in_every_language("section", gettext_lazy("Section")), heading=gettext_lazy("Section")
        ),
        MultiFieldPanel(
            panels_in_every_language("help_text", gettext_lazy("Help text")),
            heading=gettext_lazy("Help text"),
        ),
    ],
    base_form_class=CustomFieldForm,
)


class ConversionForm(forms.Form):
    """Into which kind."""

    kind = forms.ChoiceField(label=gettext_lazy("New kind"))

    def __init__(self, *args: object, field: CustomField, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        labels = dict(Kind.choices)
        choices = [(kind, labels[kind]) for kind in CONVERTIBLE[field.kind]]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]

    def clean_kind(self) -> str:
        """Return the kind."""
        kind = self.cleaned_data["kind"]
        if kind not in Kind.values:
            raise ValidationError(_("There is no such kind."))
        return str(kind)
