"""Fields that packages above add to the form of a customer.

    FORM_PARTS.register(
        FormPart(
            name="tags",
            title=_("Tags"),
            order=10,
            fields=tag_fields,  # (customer, user) -> form fields by name, each with its initial value
            save=save_tags,  # (customer, form) after the record was saved, in its transaction
        )
    )

The fields are compared and merged like the record's own when two people save at once, and so are read anew
each time a form is made. `check` adds errors to the form after its own fields were cleaned.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django import forms
from django.utils.functional import Promise

from crm_core.customers.models import Customer
from shop.registry import Registry
from shop.user.models import User

Fields = Mapping[str, forms.Field]


@dataclass(frozen=True, kw_only=True)
class FormPart:
    """What one package adds. A field's `section` attribute names a section of its own for it."""

    name: str
    title: str | Promise
    order: int
    fields: Callable[[Customer, User | None], Fields]
    save: Callable[[Customer, forms.ModelForm], None]
    check: Callable[[forms.ModelForm], None] | None = None


FORM_PARTS: Registry[FormPart] = Registry(
    "part of the customer form", sort=lambda part: (part.order, part.name)
)
