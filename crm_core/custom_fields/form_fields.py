"""A form field for each kind of custom field."""

from decimal import Decimal
from typing import TypeAlias

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Model, Q
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from wagtail.admin.widgets import AdminDateInput

from crm_core.custom_fields.kinds import LARGEST, LONGEST_LINE, LONGEST_TEXT, Kind, Value, checked_number
from crm_core.custom_fields.models import CustomField, FieldChoice
from crm_core.customers.access.rows import Somebody
from crm_core.profile.fields import CustomerField, choosable
from crm_core.profile.values import is_web_address
from shop.configuration.queries import shop_currency
from shop.contact_fields import LineField
from shop.imports.errors import BadValueError

Typed: TypeAlias = object


class CustomNumberField(forms.DecimalField):
    """A number or an amount that the column holds exactly."""

    def __init__(self, field: CustomField, **kwargs: object) -> None:
        self.definition = field
        super().__init__(**kwargs)  # type: ignore[arg-type]
        self.validators += [MaxValueValidator(LARGEST), MinValueValidator(-LARGEST)]

    def clean(self, value: object) -> Decimal | None:
        """Refuse more decimals than are kept."""
        number: Decimal | None = super().clean(value)
        if number is None:
            return None
        try:
            return checked_number(self.definition, number, self.definition.label)
        except BadValueError as error:
            raise ValidationError(error.reason) from error

    def prepare_value(self, value: object) -> object:
        """Show no zeros that nobody typed."""
        return format(value.normalize(), "f") if isinstance(value, Decimal) else value


class WebAddressField(LineField):
    """An address of the web: it stands in a link, so nothing else may."""

    def clean(self, value: object) -> str:
        """Refuse what is no http(s) address."""
        line = str(super().clean(value))
        if line and not is_web_address(line):
            raise ValidationError(_("Write a web address that begins with https://."))
        return line


def form_field(field: CustomField, value: Typed, *, user: Somebody | None, is_new: bool) -> forms.Field:
    """Return the form field of a custom field with the value that is held."""
    made = _made(field, value, user)
    made.label = f"{field.label} ({field.unit})" if field.unit else field.label
    if field.kind == Kind.MONEY:
        made.label = format_lazy("{} ({})", field.label, shop_currency())
    made.help_text = field.help_text
    made.required = field.is_required and field.kind != Kind.YES_NO
    made.initial = list(value) if isinstance(value, tuple) else value
    if field.kind == Kind.YES_NO and isinstance(value, bool):
        made.initial = "yes" if value else "no"
    if is_new and value is None:
        made.initial = _default(field, made)
    made.section = field.section  # type: ignore[attr-defined]
    return made


def _made(  # noqa: PLR0911 - one for each kind
    field: CustomField, value: Typed, user: Somebody | None
) -> forms.Field:
    if field.kind == Kind.LONG_TEXT:
        return forms.CharField(max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3}))
    if field.kind in {Kind.NUMBER, Kind.MONEY}:
        return CustomNumberField(field)
    if field.kind == Kind.DATE:
        return forms.DateField(widget=AdminDateInput)
    if field.kind == Kind.YES_NO:
        return forms.TypedChoiceField(
            choices=[("", _("unknown")), ("yes", _("yes")), ("no", _("no"))],
            coerce={"yes": True, "no": False}.get,
            empty_value=None,
        )
    if field.kind in {Kind.CHOICE, Kind.MULTIPLE_CHOICE}:
        return _choice_field(field, value)
    if field.kind == Kind.CUSTOMER:
        held = [value] if isinstance(value, int) else []
        return CustomerField(choosable(user, held=held), user=user)
    if field.kind == Kind.LINK:
        return WebAddressField(max_length=LONGEST_LINE, widget=forms.URLInput)
    return LineField(max_length=LONGEST_LINE)


def _choice_field(field: CustomField, value: Typed) -> forms.Field:
    """Offer the choices, archived ones only where they are chosen."""
    held = value if isinstance(value, tuple) else (value,) if isinstance(value, int) else ()
    offered = FieldChoice.objects.filter(Q(is_archived=False) | Q(pk__in=held), field=field)
    choices = offered.order_by("position", "pk")
    if field.kind == Kind.MULTIPLE_CHOICE:
        return forms.ModelMultipleChoiceField(choices, widget=forms.CheckboxSelectMultiple)
    return forms.ModelChoiceField(choices, empty_label="–")


def _default(field: CustomField, made: forms.Field) -> object:
    if field.kind in {Kind.CHOICE, Kind.MULTIPLE_CHOICE}:
        chosen = list(field.choices.filter(is_default=True, is_archived=False).values_list("pk", flat=True))
        return chosen if field.kind == Kind.MULTIPLE_CHOICE else next(iter(chosen), None)
    return field.default or None


def value_typed(field: CustomField, data: object) -> Value | None:
    """Return what a form field was filled with as a value."""
    if field.kind == Kind.MULTIPLE_CHOICE:
        return tuple(choice.pk for choice in data) or None  # type: ignore[attr-defined]
    if isinstance(data, str):
        return data.replace("\r\n", "\n") or None
    found: Value | None = data.pk if isinstance(data, Model) else data  # type: ignore[assignment]
    return found
