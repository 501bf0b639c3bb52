"""What all our pages share."""

from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageViewRestriction

from content.blocks import BodyBlock
from content.enquiries import filled_forms, take_entry
from content.previews import modes_of, preview
from content.queries import pieces_of
from content.sharing import share_picture
from content.structured_data import faq_schemas
from shop.catalogue.shelf import shelf_of
from shop.catalogue.structured_data import as_json_ld

HOME_DEPTH = 2


def picture_field() -> models.ForeignKey:
    """Return the field for the picture that stands for a page in lists and at its head."""
    return models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture"),
    )


def picture_words_field() -> models.CharField:
    """Return the field for what is seen on a page's picture, in the page's language."""
    return models.CharField(
        _("what the picture shows"),
        max_length=200,
        blank=True,
        help_text=_("For readers who do not see it; empty for a picture that adds nothing to the words."),
    )


class ContentPage(Page):
    """What all our pages share: a body of blocks and a picture for when the page is shared."""

    body = StreamField(BodyBlock(), blank=True, verbose_name=_("body"))
    share_image = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture for sharing"),
        help_text=_("Shown where somebody posts this page's address; 1200 x 630 or larger."),
    )

    content_panels: list[Any] = [*Page.content_panels, FieldPanel("body")]
    promote_panels: list[Any] = [
        *Page.promote_panels,
        MultiFieldPanel([FieldPanel("share_image")], heading=_("For sharing")),
    ]

    class Meta:
        abstract = True

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        """Offer the page as a stranger and as a buyer sees it, and in its other languages."""
        return modes_of(self)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show the page in one of `preview_modes`."""
        return preview(self, request, mode_name)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page; a POST is what somebody wrote into one of its forms.

        What cannot be taken comes back with the page: every answer as typed, and what is wrong
        beside it (429 for too many in a short time). What was taken leads to the thanks.
        """
        taken = None
        if request.method == "POST":
            taken = take_entry(self, request)
            if taken.is_done:
                return redirect(f"{request.path}?sent={taken.form_id}#form-{taken.form_id}")
        request.taken_entry = taken  # type: ignore[attr-defined]
        response = super().serve(request, *args, **kwargs)
        if taken is not None and taken.is_too_often:
            response.status_code = 429
        return response

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add `pieces`, the blocks with what this reader's strips show, and what `base.html` takes.

        `forms`: the forms of the body, as this reader fills them; `alternates`: language -> path
        of this page there, for those it was written in; `share_picture`; `json_ld` from
        `get_schemas`.
        """
        context = super().get_context(request, *args, **kwargs)
        context["pieces"] = pieces_of(self.body, shelf=shelf_of(request))
        context["forms"] = filled_forms(self, request)
        pages = self.get_translations(inclusive=True).live().select_related("locale")
        paths = {}
        for page in pages:
            paths[page.locale.language_code] = page.get_url(request)
            if page.pk == self.pk:
                self.locale = page.locale  # templates ask for it
        context["alternates"] = {language: path for language, path in paths.items() if path}
        context["share_picture"] = share_picture(self, fresh=getattr(request, "is_preview", False))
        context["crumbs"] = self.get_crumbs(request)
        context["json_ld"] = as_json_ld([*self.get_schemas(request, context), *faq_schemas(self.body)])
        return context

    def get_view_restrictions(self) -> Any:
        """Ask for the pages above only in a site that hides any page."""
        if not PageViewRestriction.objects.exists():
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()

    def get_crumbs(self, request: HttpRequest) -> list[tuple[str, str]]:
        """Name every published page from the home page down to here: words and path, none for the last."""
        above = self.get_ancestors().live().filter(depth__gte=2)
        # The front door's own title is a sentence for search engines.
        words = (gettext("Home") if page.depth == HOME_DEPTH else page.title for page in above)
        paths = [page.get_url(request) or "" for page in above]
        return [*zip(words, paths, strict=True), (self.title, "")]

    def get_schemas(self, request: HttpRequest, context: dict[str, Any]) -> list[dict[str, Any]]:
        """Return what search engines read of this page (`content.structured_data`); nothing by default."""
        return []
