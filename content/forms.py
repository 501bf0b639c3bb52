"""The forms of pages as visitors fill them."""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.core import signing
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.forms.forms import BaseForm, FormBuilder

from content.models.forms import Form
from shop.contact_fields import LineField
from shop.user.models import User

HONEYPOT = "website_address"
CONSENT = "may_we_write"
COPY = "copy"
LONGEST_ANSWER = 5_000
OURS = {HONEYPOT, CONSENT, COPY, "content_form"}
SALT = "content.forms"


class VisitorForm(BaseForm):
    """A form of an editor's with what every form of ours has.

    A hidden copy number, signed, by which a second click is known; a field that only a machine
    fills; and the consent, where it is asked.
    """

    editors_form: Form

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, prefix=f"f{self.editors_form.pk}", **kwargs)
        self.fields[COPY] = forms.CharField(widget=forms.HiddenInput, required=False)
        self.fields[COPY].initial = signing.dumps(uuid4().hex, salt=SALT)
        self.fields[HONEYPOT] = forms.CharField(
            required=False,
            label=_("Leave this empty"),
            widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
        )
        for field in self.fields.values():
            if isinstance(field, forms.EmailField) and field.required and not field.initial:
                field.initial = getattr(self.user, "email", "")
            if isinstance(field, forms.EmailField):
                field.widget.attrs["autocomplete"] = "email"
        if self.editors_form.consent != Form.Consent.NONE:
            self.fields[CONSENT] = forms.BooleanField(
                label=self.editors_form.consent_text,
                required=self.editors_form.consent == Form.Consent.REQUIRED,
                error_messages={"required": _("Without your consent we may not write to you.")},
            )

    @property
    def questions(self) -> list[forms.BoundField]:
        """Return the fields to show: the editor's and the consent."""
        return [self[name] for name in self.fields if name not in {HONEYPOT, COPY}]

    @property
    def is_spam(self) -> bool:
        """Say whether the field that nobody sees was filled."""
        return bool(self.cleaned_data.get(HONEYPOT))

    @property
    def copy_number(self) -> str:
        """Return the number of this copy of the form; a new one where it was lost or forged."""
        try:
            return str(signing.loads(self.cleaned_data.get(COPY, ""), salt=SALT))
        except signing.BadSignature:
            return uuid4().hex


class Builder(FormBuilder):
    """Wagtail's builder with a bound on long answers; the consent comes last."""

    def create_singleline_field(self, field: object, options: dict[str, Any]) -> forms.Field:
        """Take a line without what nobody sees: most are names."""
        return LineField(**options)

    def create_multiline_field(self, field: object, options: dict[str, object]) -> forms.Field:
        """Take up to five thousand characters."""
        return super().create_multiline_field(field, {**options, "max_length": LONGEST_ANSWER})

    def create_date_field(self, field: object, options: dict[str, Any]) -> forms.Field:
        """Let the browser help with the date."""
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return forms.DateField(widget=widget, **options)

    def get_form_class(self) -> type[VisitorForm]:
        """Return a form class with the editor's fields."""
        return type("BuiltForm", (VisitorForm,), self.formfields)


def visitor_form(form: Form, *, user: User | AnonymousUser | None, data: object = None) -> VisitorForm:
    """Return the form to fill in, or, with `data`, what was filled in."""
    built = Builder(form.get_form_fields()).get_form_class()
    built.editors_form = form
    return built(data, user=user)
