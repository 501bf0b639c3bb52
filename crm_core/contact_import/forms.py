"""The file, what its columns are, and the yes."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from crm_core.contact_import.follow_ons import FOLLOW_ONS
from crm_core.contact_import.models import ContactFile
from crm_core.contact_import.targets import (
    ADDRESS_PARTS,
    CUSTOM,
    IGNORE,
    LABEL_TARGETS,
    TARGETS,
    base_of,
    label_of,
)
from crm_core.custom_fields.queries import fields_for
from crm_core.customers.access.fields import fields_of
from crm_core.customers.access.rows import Somebody
from shop.countries import country_names
from shop.spreadsheets.csv_rows import ENCODINGS
from shop.uploads.fields import TableField

LENGTH_OF_CODE = 2
PREFIX = "column-"
ONCE = frozenset({"name", "first_name", "last_name", "birthday", "customer_id", "external_id"})
GROUPS = ("1", "2", "3")


class ContactFileForm(forms.Form):
    """A file, and how it is written where it does not say so itself."""

    file = TableField(
        label=gettext_lazy("CSV, XLSX or vCard file"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.vcf"}),
        help_text=gettext_lazy("At most 20 MB. Nothing is changed before you have seen the preview."),
    )
    encoding = forms.ChoiceField(
        label=gettext_lazy("Encoding"),
        choices=[("", gettext_lazy("UTF-8, or as the file says")), *ENCODINGS.items()],
        required=False,
        help_text=gettext_lazy("Only for a file that was not saved as UTF-8."),
    )


class MappingForm(forms.ModelForm):
    """A choice for each column, and what holds for the whole file."""

    class Meta:
        model = ContactFile
        fields = ("region", "replaces")
        labels = {
            "region": gettext_lazy("Country of numbers without a country code"),
            "replaces": gettext_lazy("Replace names, languages and custom fields that differ"),
        }
        help_texts = {
            "region": gettext_lazy("Two letters, such as DE. Without it such numbers are left out."),
            "replaces": gettext_lazy("Otherwise only what is empty is filled in."),
        }

    def __init__(self, *args: object, user: Somebody | None = None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.headings: list[str] = list(self.instance.headings)
        choices = list(target_choices(user))
        for number, heading in enumerate(self.headings):
            samples = self.instance.samples.get(heading) or []
            self.fields[f"{PREFIX}{number}"] = forms.ChoiceField(
                label=heading,
                choices=choices,
                required=False,
                initial=self.instance.mapping.get(heading, IGNORE),
                help_text=" · ".join(samples),
            )
        self._add_follow_ons(user)
        self.order_fields(
            [*(f"{PREFIX}{number}" for number in range(len(self.headings))), "region", "replaces"]
        )

    def _add_follow_ons(self, user: Somebody | None) -> None:
        """Ask what else is to be made of the contacts, where this user may have anything made."""
        offered = [entry for entry in FOLLOW_ONS if user is not None and user.has_perm(entry.permission)]
        if offered:
            self.fields["follow_ons"] = forms.MultipleChoiceField(
                label=gettext_lazy("With each contact"),
                choices=[(entry.name, entry.label) for entry in offered],
                required=False,
                initial=self.instance.follow_ons,
                widget=forms.CheckboxSelectMultiple,
            )

    def clean_region(self) -> str:
        """Take the code of a country."""
        region = str(self.cleaned_data["region"]).strip().upper()
        if region and region not in set(country_names().values()):
            raise ValidationError(_("This is no country code."))
        return region

    def clean(self) -> dict[str, object]:
        """Refuse a target that was chosen twice and can be there once; ask for what names people."""
        data: dict[str, object] = super().clean() or self.cleaned_data
        chosen: dict[str, str] = {}
        for number, heading in enumerate(self.headings):
            target = str(data.get(f"{PREFIX}{number}") or "")
            is_once = base_of(target) in ONCE or target.startswith(CUSTOM) or "#" in target
            if target and is_once and target in chosen:
                words = _("“%(other)s” is this already.") % {"other": chosen[target]}
                self.add_error(f"{PREFIX}{number}", words)
            chosen.setdefault(target, heading)
        names = {"name", "first_name", "last_name", "email", "phone", "mobile", "company", "customer_id"}
        if not {base_of(target) for target in chosen} & names and not self.errors:
            raise ValidationError(
                _("Choose at least one column with a name, an e-mail address or a phone number.")
            )
        return data

    @property
    def chosen(self) -> dict[str, str]:
        """Return the mapping that was confirmed."""
        data = self.cleaned_data
        return {name: str(data.get(f"{PREFIX}{n}") or "") for n, name in enumerate(self.headings)}


def target_choices(user: Somebody | None) -> Iterable[tuple[str, object]]:
    """List what a column can be for this user: fields that they may not change are not offered."""
    access = fields_of(user) if user is not None else None
    yield IGNORE, TARGETS[IGNORE]
    for target in TARGETS:
        is_address = target in ADDRESS_PARTS
        if target == IGNORE or (
            access and not access.changes({"mobile": "phone", "fax": "phone"}.get(target, target))
        ):
            continue
        if is_address:
            yield from ((f"{target}#{group}", label_of(f"{target}#{group}")) for group in GROUPS)
        elif target in {"email", "phone"}:
            yield target, label_of(target)
            yield from ((f"{target}#{n}", label_of(f"{target}#{n}")) for n in range(1, 10))
        else:
            yield target, label_of(target)
    for target in LABEL_TARGETS:
        yield from ((f"{target}#{n}", label_of(f"{target}#{n}")) for n in range(1, 10))
    for group in range(4, 10):
        yield from ((f"{target}#{group}", label_of(f"{target}#{group}")) for target in ADDRESS_PARTS)
    words = pgettext_lazy("column of an import", "Custom field: %(field)s")
    for field in fields_for():
        if access is None or (access.changes(field.name) and access.changes("custom_fields")):
            yield f"{CUSTOM}{field.code}", str(words) % {"field": field.label}
