"""What editors type where Wagtail's own forms are not enough."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm


class FormBuilderForm(WagtailAdminModelForm):
    """A form and its fields; two fields must not go by the same name."""

    def clean(self) -> dict[str, object]:
        """Say so at the second field of a name, and keep everything that was typed."""
        cleaned: dict[str, object] = super().clean() or {}
        seen: set[str] = set()
        for form in self.formsets["form_fields"].forms:
            if not form.is_valid() or form.cleaned_data.get("DELETE") or not form.cleaned_data.get("label"):
                continue
            name = form.instance.clean_name or form.instance.get_field_clean_name()
            if name in seen:
                form.add_error("label", ValidationError(_("Another field has this label already.")))
            seen.add(name)
        return cleaned
