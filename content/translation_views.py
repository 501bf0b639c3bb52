"""From a page to its translations: whoever copies one lands on the first copy and is shown the others."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail.contrib.simple_translation.views import SubmitPageTranslationView
from wagtail.models import Page


class TranslatePageView(SubmitPageTranslationView):
    """After several copies Wagtail leads back to the list of the original, which names none of them."""

    def get_success_url(self, translated_page: Page | None = None) -> str:
        """Lead to the copy, or to the first of several."""
        first = translated_page or next(iter(self._copies()), None)
        return str(super().get_success_url(first))

    def get_success_message(self, locales: str) -> SafeString | str:
        """Say how many there are; of several, each with a link to its editor."""
        copies, words = self._copies(), super().get_success_message(locales)
        if len(copies) < 2:  # noqa: PLR2004
            return str(words)
        edit = ((reverse("wagtailadmin_pages:edit", args=[page.pk]), str(page.locale)) for page in copies)
        return format_html("{}: {}", words, format_html_join(", ", '<a href="{}">{}</a>', edit))

    def _copies(self) -> list[Page]:
        chosen: Any = self.request.POST.getlist("locales")
        copies = self.object.get_translations().filter(locale__in=chosen)
        return list(copies.select_related("locale").order_by("locale"))
