"""Which settings the environment says, so that nobody changes them in the back office."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.forms.models import ModelFormOptions
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.configuration.fields import SecretField, masked


@dataclass(frozen=True, kw_only=True)
class EnvironmentSetting:
    """A setting of the environment: what it is now, and the variable that says so."""

    label: str | Promise
    value: str
    variable: str
    help: str | Promise = ""


class EnvironmentMixin:
    """Mixed into a model's form: leaves out the fields that a variable overrides, and names them.

    `variables` maps a field to the setting whose value, where it is not empty, comes from the
    environment; the variable has the setting's name unless `named` says another.
    """

    variables: dict[str, str] = {}
    named: dict[str, str] = {}
    fields: dict[str, Any]
    _meta: ModelFormOptions

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.overridden: list[EnvironmentSetting] = []
        for name, setting in self.variables.items():
            value = getattr(settings, setting)
            if value in (None, "") or name not in self.fields:
                continue
            field = self.fields.pop(name)
            is_secret = isinstance(self._meta.model._meta.get_field(name), SecretField)
            self.overridden.append(
                EnvironmentSetting(
                    label=field.label,
                    value=masked(str(value)) if is_secret else _spelled(value),
                    variable=self.named.get(name, setting),
                )
            )


def _spelled(value: object) -> str:
    return str(_("yes") if value else _("no")) if isinstance(value, bool) else str(value)
