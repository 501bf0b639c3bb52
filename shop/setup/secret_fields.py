"""Secrets on the pages of the settings: typed once, never shown again."""

from typing import Any

from django.forms import Field

from shop.configuration.fields import Secret, SecretFormField


class SecretsMixin:
    """Mixed into a model's form with secrets: what is left empty stays, what is ticked goes."""

    cleaned_data: dict[str, Any]
    instance: Any
    fields: dict[str, Field]
    #: The field by which all secrets of the form are taken away.
    clear = "remove_secrets"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = [name for name in self.secrets if getattr(self.instance, name)]
        if not stored:
            self.fields.pop(self.clear, None)

    @property
    def secrets(self) -> list[str]:
        """Name the fields that hold secrets."""
        return [name for name, field in self.fields.items() if isinstance(field, SecretFormField)]

    def clean(self) -> dict[str, Any]:
        """Encrypt what was typed."""
        cleaned: dict[str, Any] = super().clean()  # type: ignore[misc]
        for name in self.secrets:
            typed = cleaned.get(name)
            kept = Secret() if cleaned.get(self.clear) else getattr(self.instance, name)
            cleaned[name] = Secret.of(typed.strip()) if typed else kept
        return cleaned
