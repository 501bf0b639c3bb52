"""What a partner sends and chooses, and what staff write."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm

from partners.assets.models import Asset
from shop.uploads.fields import DocumentField, PictureField

LOGO_BYTES, LOGO_SIDE = 3_000_000, 1200


class LogoForm(forms.Form):
    """A partner's logo: a PNG keeps what is see-through."""

    logo = PictureField(
        label=_("Logo"),
        most_bytes=LOGO_BYTES,
        longest=LOGO_SIDE,
        as_format="PNG",
        help_text=_("PNG, JPEG or WebP, 3 MB at most. PNG with a clear background looks best."),
    )


class AssetVersionForm(WagtailAdminModelForm):
    """The form of one version in the form of its asset: its file passes the gate."""

    file = DocumentField(label=_("File"))


class AssetFilterForm(forms.Form):
    """Which assets a partner looks for."""

    q = forms.CharField(label=_("Search"), max_length=100, required=False)
    kind = forms.ChoiceField(
        label=pgettext_lazy("of an asset", "Kind"),
        choices=[("", _("All")), *Asset.Kind.choices],
        required=False,
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", _("All")), *settings.LANGUAGES], required=False
    )
