"""Custom fields in the form of a customer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from crm_core.custom_fields.form_fields import form_field, value_typed
from crm_core.custom_fields.models import CustomField
from crm_core.custom_fields.queries import fields_for, values_of
from crm_core.custom_fields.services import set_values
from crm_core.customers.access.fields import fields_of
from crm_core.customers.form_parts import FORM_PARTS, Fields, FormPart
from crm_core.customers.models import Customer
from crm_core.profile.labels import SOURCES
from shop.user.models import User


def custom_form_fields(customer: Customer, user: User | None) -> Fields:
    """Return a form field for each custom field of this sort of customer that the user may change."""
    is_new = customer.pk is None
    fields = list(fields_for("" if is_new else customer.kind))
    values = values_of([customer.pk], fields).get(customer.pk, {}) if not is_new else {}
    access = fields_of(user) if user is not None else None
    made = {}
    for field in fields:
        if access is None or (access.changes(field.name) and access.changes("custom_fields")):
            made[field.name] = form_field(field, values.get(field.pk), user=user, is_new=is_new)
            if is_new:  # whom it belongs to shows once the kind is chosen
                made[field.name].required = False
    return made


def _shown(form: forms.ModelForm) -> list[CustomField]:
    return [field for field in fields_for() if field.name in form.fields]


def check_required(form: forms.ModelForm) -> None:
    """Of a new customer ask for what is required of their sort."""
    if form.instance.pk is not None:
        return
    kind = form.cleaned_data.get("kind")
    for field in _shown(form):
        is_theirs = field.applies_to in {CustomField.AppliesTo.ALL, kind}
        is_empty = form.cleaned_data.get(field.name) in (None, "", [])
        if field.is_required and is_theirs and field.kind != CustomField.Kind.YES_NO and is_empty:
            form.add_error(field.name, form.fields[field.name].error_messages["required"])


def save_custom(customer: Customer, form: forms.ModelForm) -> None:
    """Write the values that were changed; of a new customer also the defaults, for their sort only."""
    is_theirs = {CustomField.AppliesTo.ALL, customer.kind}
    changed = [field for field in _shown(form) if field.name in form.changed_data or _is_default(form, field)]
    values = {
        field: value_typed(field, form.cleaned_data[field.name])
        for field in changed
        if field.applies_to in is_theirs
    }
    if values:
        set_values(customer, values, by=getattr(form, "for_user", None))


def _is_default(form: forms.ModelForm, field: CustomField) -> bool:
    """Say whether the field was left at a default that nobody has kept yet."""
    return bool(getattr(form, "was_new", False)) and form.cleaned_data.get(field.name) not in (None, "", [])


SOURCES["custom"] = lambda code: next((field.label for field in CustomField.objects.filter(code=code)), code)
FORM_PARTS.register(
    FormPart(
        name="custom_fields",
        title=_("More"),
        order=20,
        fields=custom_form_fields,
        save=save_custom,
        check=check_required,
    )
)
