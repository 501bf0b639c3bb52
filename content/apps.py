"""The `content` app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_save
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    """The pages that editors write."""

    name = "content"
    label = "content"
    verbose_name = _("Content")

    def ready(self) -> None:
        from content import (
            calendar,
            entry_panels,
            erasure,
            export,
            figures,
            finding,
            mail,
            merging,
            receivers,
            subscribers,
            timeline,
            uploads,
        )

        uploads.replace_wagtail_upload_fields()
        pre_save.connect(uploads.clean_waiting_upload, sender="wagtailcore.UploadedFile")
        post_migrate.connect(receivers.fill_page_index, sender=self)
