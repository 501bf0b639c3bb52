"""Help: its list by subject, and its pages."""

from itertools import groupby

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from content.models.pages import IntroducedPage


class HelpIndexPage(IntroducedPage):
    """Everything one may want to know, grouped by subject."""

    template = "content/help_index_page.html"
    parent_page_types = ["content.HomePage"]
    subpage_types = ["content.HelpPage"]

    class Meta:
        verbose_name = _("help")

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, object]:
        """Add `groups`: pairs of a subject and its pages; subjects stand as their first page does."""
        context = super().get_context(request, *args, **kwargs)
        pages = list(HelpPage.objects.child_of(self).live().public().order_by("path"))
        first: dict[str, int] = {}
        for place, page in enumerate(pages):
            first.setdefault(page.group, place)
        pages.sort(key=lambda page: first[page.group])
        context["groups"] = [(name, list(found)) for name, found in groupby(pages, lambda page: page.group)]
        return context


class HelpPage(IntroducedPage):
    """One answer, or several: delivery, care, paying ..."""

    group = models.CharField(
        _("subject"),
        max_length=60,
        blank=True,
        help_text=_("Pages with the same subject are listed together."),
    )

    template = "content/help_page.html"
    parent_page_types = ["content.HelpIndexPage"]
    subpage_types: list[str] = []
    content_panels: list[object] = [
        *Page.content_panels,
        FieldPanel("group"),
        FieldPanel("intro"),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("help page")

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, object]:
        """Add `siblings`: the other pages of the same subject."""
        context = super().get_context(request, *args, **kwargs)
        others = HelpPage.objects.sibling_of(self, inclusive=False).live().public()
        context["siblings"] = list(others.filter(group=self.group).order_by("path"))
        return context
