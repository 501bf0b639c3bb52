"""A column that holds a secret, and its field in a form, which never shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from shop.configuration.encryption import UnreadableSecretError, decrypt, encrypt

SHOWN = 4
#: Of a shorter secret the last four would be too much of it.
LONG_ENOUGH = 12
DOTS = "••••"


@dataclass(frozen=True, repr=False)
class Secret:
    """A secret by its encrypted `token`; printed, logged or exported it is dots."""

    token: str = ""

    @classmethod
    def of(cls, text: str) -> "Secret":
        """Encrypt a text; an empty one is no secret."""
        return cls(encrypt(text)) if text else cls()

    def reveal(self) -> str:
        """Return the text. Raises UnreadableSecretError."""
        return decrypt(self.token) if self.token else ""

    @property
    def is_readable(self) -> bool:
        """Whether the environment has the key that it was encrypted with."""
        try:
            self.reveal()
        except UnreadableSecretError:
            return False
        return True

    @property
    def hint(self) -> str:
        """Return dots and the last four characters; only dots for what is short or cannot be read."""
        return masked(self.reveal()) if self.is_readable else DOTS

    def __bool__(self) -> bool:
        return bool(self.token)

    def __str__(self) -> str:
        return DOTS if self.token else ""

    __repr__ = __str__


def masked(text: str) -> str:
    """Show of a secret its last four characters, of a short one none."""
    if not text:
        return ""
    return f"{DOTS}{text[-SHOWN:]}" if len(text) >= LONG_ENOUGH else DOTS


class SecretField(models.TextField):
    """Encrypted text: `Secret` in Python, its token in the database, nothing in exports."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "blank": True, "default": Secret})

    def deconstruct(self) -> tuple[str, str, Sequence[object], dict[str, object]]:
        """Leave out what every such field has."""
        name, path, args, kwargs = super().deconstruct()
        del kwargs["blank"], kwargs["default"]
        return name, path, args, kwargs

    def from_db_value(self, value: str | None, _expression: object, _connection: object) -> Secret:
        """Return the secret, still encrypted."""
        return Secret(value or "")

    def to_python(self, value: object) -> Secret:
        """Take a secret or nothing. Raises ValidationError for a text, which would lie there readable."""
        if isinstance(value, Secret):
            return value
        if not value:
            return Secret()
        raise ValidationError("A secret is kept as Secret.of(text).", code="plain")

    def get_prep_value(self, value: object) -> str:
        """Write the token."""
        return self.to_python(value).token

    def value_to_string(self, obj: object) -> str:
        """Keep it out of what is written into files."""
        return ""

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        """Ask for it without showing it."""
        return super().formfield(**{**kwargs, "form_class": SecretFormField, "widget": SecretInput})


class SecretInput(forms.PasswordInput):
    """An input that the browser neither shows nor fills in by itself."""

    def __init__(self, attrs: dict[str, object] | None = None) -> None:
        super().__init__({"autocomplete": "new-password", "spellcheck": "false", **(attrs or {})})

    def format_value(self, value: object) -> None:
        """Show nothing."""


class SecretFormField(forms.CharField):
    """A new secret; left empty, the stored one stays. `is_write_only` is for `shop.backoffice.edits`."""

    is_write_only = True

    def __init__(self, **kwargs: Any) -> None:
        for name in ("max_length", "strip", "empty_value"):
            kwargs.pop(name, None)
        super().__init__(**{**kwargs, "required": False})

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        """Say beside the field what is stored."""
        stored = form.get_initial_for_field(self, field_name)
        if isinstance(stored, Secret) and stored and not self.help_text:
            self.help_text = told_of(stored)
        return super().get_bound_field(form, field_name)

    def prepare_value(self, value: object) -> object:
        """Stand for a stored secret by its token, which says nothing of it."""
        return value.token if isinstance(value, Secret) else value

    @staticmethod
    def masked(value: object) -> str:
        """Stand for a value where two people's changes are compared."""
        if isinstance(value, Secret):
            return value.hint
        return _("%(hint)s (enter it again)") % {"hint": masked(str(value))} if value else ""

    def clean(self, value: object) -> object:
        """Return the text typed; empty where nothing was."""
        return super().clean("" if isinstance(value, Secret) else value)

    def has_changed(self, initial: object, data: object) -> bool:
        """Count what was typed as a change, an empty field not."""
        return bool(data)


def told_of(secret: Secret) -> str:
    """Say what is stored, without saying it."""
    if not secret.is_readable:
        return _("The stored value cannot be read: it was encrypted with another key. Enter it again.")
    return _("Stored: %(hint)s. Leave empty to keep it.") % {"hint": secret.hint}
