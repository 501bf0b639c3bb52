"""The name of a voucher in every language of the shop."""

from typing import Any

from oscar.apps.dashboard.vouchers import forms

from shop.backoffice.languages import in_every_language, name_languages


class VoucherForm(forms.VoucherForm):
    """Oscar's form with a name per language."""

    class Meta(forms.VoucherForm.Meta):
        fields: Any = (*in_every_language("name"), "code", "start_datetime", "end_datetime", "usage")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_languages(self, ["name"], needed=["name"])
