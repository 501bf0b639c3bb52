"""The `uploads` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UploadsConfig(AppConfig):
    """What may be uploaded; it has no tables."""

    name = "shop.uploads"
    label = "uploads"
    verbose_name = _("Uploads")

    def ready(self) -> None:
        """Take from Pillow the formats that nobody may send, for whatever library opens a picture."""
        from shop.uploads.decoding import restrict_formats

        restrict_formats()
