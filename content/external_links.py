"""Wagtail's dialogue of a link to another site, which `config.urls` mounts before Wagtail's own."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import ExternalLinkChooserForm, URLOrAbsolutePathField
from wagtail.admin.views.chooser import ExternalLinkView


class LinkField(URLOrAbsolutePathField):
    """A link's address; one that was not sent is an empty one, which Wagtail's field does not expect."""

    def to_python(self, value: str | None) -> str:
        """Read what was typed."""
        return super().to_python(value or "")


class LinkForm(ExternalLinkChooserForm):
    """Wagtail's form of a link to another site."""

    url = LinkField(required=True, label=_("URL"))


class LinkView(ExternalLinkView):
    """Wagtail's dialogue of a link to another site."""

    form_class = LinkForm
