"""What partners type."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, gettext_lazy as _


class LinkForm(forms.Form):
    """Any page of the shop, to make a partner's link to it; a whole address or only its path."""

    to = forms.CharField(
        label=_("Page of the shop"),
        required=False,
        max_length=500,
        help_text=_("Copy its URL from your browser. Leave empty to link to the home page."),
    )

    def __init__(self, *args: Any, host: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.host = host

    def clean_to(self) -> str:
        """Reduce the address to a path of this site."""
        address = self.cleaned_data["to"].strip()
        if not address:
            return ""
        # Somebody may paste an address without https; only where it leads matters here.
        if not url_has_allowed_host_and_scheme(address, allowed_hosts={self.host}):
            raise forms.ValidationError(
                gettext("This is not a page of this shop. Its URL begins with %(host)s or with a slash.")
                % {"host": self.host}
            )
        parts = urlsplit(address)
        path = parts.path if parts.path.startswith("/") else f"/{parts.path}"
        return f"{path}?{parts.query}" if parts.query else path
