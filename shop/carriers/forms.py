"""What staff enter of a carrier."""

from typing import Unpack, cast

from django import forms
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm

from shop.carriers.models import CarrierAccount
from shop.carriers.registry import plugin_choices, plugin_class
from shop.carriers.secrets import keep_settings, settings_of
from shop.configuration.fields import SecretInput, masked
from shop.form_options import FormData, FormOptions
from shop.slugs import slugify


class CarrierForm(WagtailAdminModelForm):
    """A carrier; its code is made of its name, once, since parcels keep it."""

    plugin = forms.ChoiceField(label=gettext_lazy("Plug-in"))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        choices = plugin_choices()
        kept = self.instance.plugin
        if kept and kept not in dict(choices):
            choices.append((kept, _("%(path)s (not installed)") % {"path": kept}))
        field = cast("forms.ChoiceField", self.fields["plugin"])
        field.choices = choices

    def save(self, commit: bool = True) -> CarrierAccount:  # noqa: FBT001, FBT002 - Django's
        """Give a new one its code."""
        if not self.instance.code:
            self.instance.code = free_code(self.cleaned_data["name"])
        saved: CarrierAccount = super().save(commit=commit)
        return saved


def free_code(name: str) -> str:
    """Return a code that no carrier has, made of a name."""
    wanted = slugify(name)[:60].strip("-") or "carrier"
    taken = set(CarrierAccount.objects.filter(code__startswith=wanted).values_list("code", flat=True))
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(code for code in numbered if code not in taken)


class SettingsForm(forms.Form):
    """The settings of a carrier's plug-in; a secret one is never shown, and left empty it stays."""

    def __init__(
        self, data: FormData | None = None, *, account: CarrierAccount, **kwargs: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **kwargs)
        self.account, self.kept = account, settings_of(account)
        self.settings = plugin_class(account.plugin).settings
        for setting in self.settings:
            stored = self.kept.get(setting.name, "")
            told = str(setting.help_text)
            if setting.is_secret and stored:
                told = _("Stored: %(hint)s. Leave empty to keep it.") % {"hint": masked(stored)}
            self.fields[setting.name] = forms.CharField(
                label=str(setting.label),
                required=setting.is_required and not (setting.is_secret and stored),
                max_length=500,
                help_text=told,
                initial="" if setting.is_secret else stored,
                widget=SecretInput() if setting.is_secret else forms.TextInput(),
            )

    def save(self) -> None:
        """Keep them, encrypted."""
        given = {name: self.cleaned_data[name] for name in self.fields}
        for setting in self.settings:
            if setting.is_secret and not given[setting.name]:
                given[setting.name] = self.kept.get(setting.name, "")
        keep_settings(self.account, given)
        self.account.save(update_fields=["settings"])
