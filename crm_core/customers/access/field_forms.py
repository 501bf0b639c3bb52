"""On the page of a group: which fields of customers it does not see, or does not change."""

from collections.abc import Mapping

from django import forms
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from crm_core.customers.access.fields import all_fields
from crm_core.customers.models import FieldRight

SEEN = ""


class GroupFieldRights(forms.Form):
    """A choice for each field; Wagtail's page of a group shows it as one of its panels."""

    use_required_attribute = False

    def __init__(
        self,
        data: QueryDict | dict[str, str] | None = None,
        files: MultiValueDict[str, UploadedFile] | None = None,
        *,
        instance: Group | None = None,
    ) -> None:
        super().__init__(data, files, prefix="customer_fields")
        self.group = instance or Group()
        held = self.held()
        for entry in all_fields():
            choices: list[tuple[str, str | Promise]] = [(SEEN, _("as the role's other rights say"))]
            if entry.is_written:
                choices.append((FieldRight.Access.READ_ONLY.value, FieldRight.Access.READ_ONLY.label))
            choices.append((FieldRight.Access.HIDDEN.value, FieldRight.Access.HIDDEN.label))
            self.fields[entry.name] = forms.ChoiceField(
                label=str(entry.label), choices=choices, required=False, initial=held.get(entry.name, SEEN)
            )

    def held(self) -> Mapping[str, str]:
        """Read what is kept from the group."""
        if self.group.pk is None:
            return {}
        return dict(FieldRight.objects.filter(group=self.group).values_list("field", "access"))

    @transaction.atomic
    def save(self) -> None:
        """Write what was chosen; rights on fields that no package shows any more are left."""
        for name, access in self.cleaned_data.items():
            rows = FieldRight.objects.filter(group=self.group, field=name)
            if access == SEEN:
                rows.delete()
            elif not rows.filter(access=access).exists():
                FieldRight.objects.update_or_create(group=self.group, field=name, defaults={"access": access})

    def as_admin_panel(self) -> SafeString:
        """Draw it."""
        return render_to_string("crm_core/customers/access/field_rights.html", {"form": self})
