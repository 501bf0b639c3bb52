"""Form fields for contact data: each normalises what was typed (`shop.contact_data`), then checks it."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shop.contact_data import plain_code, plain_email, visible_line

CANNOT_BE_REACHED = _(
    "Our mail cannot reach an address with letters such as ü or 王 before the @. Please give another one."
)


class LineField(forms.CharField):
    """One line that somebody reads: a name, a street."""

    def to_python(self, value: object) -> str:
        """Take away what nobody sees."""
        return visible_line(super().to_python(value) or "")


class CodeField(forms.CharField):
    """A code or a telephone number: plain letters, digits and hyphens."""

    def to_python(self, value: object) -> str:
        """Fold full-width and other digits."""
        return plain_code(super().to_python(value) or "")


def email_to_python(self: forms.CharField, value: object) -> str | None:
    """Read an address in its one spelling; refuse what no mail of ours can be sent to.

    Django's mail backends know no SMTPUTF8: a letter beyond ASCII before the @ would be sent to an
    address that does not exist, without an error.
    """
    typed = forms.CharField.to_python(self, value)
    if not typed:
        return typed
    email = plain_email(typed)
    local, at, _domain = email.rpartition("@")
    if at and local and not local.isascii():
        raise ValidationError(CANNOT_BE_REACHED, code="local_part")
    return email


def install() -> None:
    """Let every e-mail field normalise before it checks, whoever made its form.

    Forms of allauth, Wagtail, Oscar and of editors' pages take addresses, too; one that was left out would
    open a second account for a second spelling. Hence Django's own field, once, at the start.
    """
    forms.EmailField.to_python = email_to_python  # type: ignore[method-assign]
