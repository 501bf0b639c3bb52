"""The pages and menus that editors write."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, TranslatableMixin
from wagtail.snippets.models import register_snippet

from content.blocks import BodyBlock
from content.links import MenuGroupBlock
from content.queries import pieces_of
from content.sharing import share_picture
from content.structured_data import article_schemas, shop_schemas
from shop.catalogue.structured_data import as_json_ld
from shop.partner.buyers import buyer_for


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

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add `pieces`, the blocks with what this reader's strips show, and what `base.html` takes.

        `alternates`: language -> path of this page there, for those it was written in;
        `share_picture`; `json_ld` from `get_schemas`.
        """
        context = super().get_context(request, *args, **kwargs)
        context["pieces"] = pieces_of(self.body, buyer=buyer_for(getattr(request, "user", None)))
        pages = self.get_translations(inclusive=True).live().select_related("locale")
        paths = {page.locale.language_code: page.get_url(request) for page in pages}
        context["alternates"] = {language: path for language, path in paths.items() if path}
        context["share_picture"] = share_picture(self, fresh=getattr(request, "is_preview", False))
        context["crumbs"] = self.get_crumbs(request)
        context["json_ld"] = as_json_ld(self.get_schemas(request, context))
        return context

    def get_crumbs(self, request: HttpRequest) -> list[tuple[str, str]]:
        """Return the way from the home page down to here: words and path; the last path is empty."""
        return []

    def get_schemas(self, request: HttpRequest, context: dict[str, Any]) -> list[dict[str, Any]]:
        """Return what search engines read of this page (`content.structured_data`); nothing by default."""
        return []


class HomePage(ContentPage):
    """The front door; one per language."""

    template = "content/home_page.html"
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["content.StandardPage"]
    max_count_per_parent = 3  # type: ignore[assignment]

    class Meta:
        verbose_name = _("home page")

    def get_schemas(self, request: HttpRequest, context: dict[str, Any]) -> list[dict[str, Any]]:
        """Describe the shop and how to search it."""
        base = request.build_absolute_uri("/")
        return shop_schemas(base=base, here=request.path, language=self.locale.language_code)


class StandardPage(ContentPage):
    """A page of text, pictures and blocks: the story, help, delivery, care ..."""

    intro = models.TextField(_("introduction"), blank=True, max_length=400)

    template = "content/standard_page.html"
    parent_page_types = ["content.HomePage", "content.StandardPage"]
    content_panels: list[Any] = [*Page.content_panels, FieldPanel("intro"), FieldPanel("body")]

    class Meta:
        verbose_name = _("page")

    def get_crumbs(self, request: HttpRequest) -> list[tuple[str, str]]:
        """Name every published page above."""
        above = self.get_ancestors().live().filter(depth__gte=2)
        return [*((page.title, page.get_url(request) or "") for page in above), (self.title, "")]

    def get_schemas(self, request: HttpRequest, context: dict[str, Any]) -> list[dict[str, Any]]:
        """Describe an article and where it stands."""
        return article_schemas(
            self,
            base=request.build_absolute_uri("/"),
            here=request.path,
            picture=context["share_picture"],
            crumbs=context["crumbs"],
        )


@register_snippet
class Menu(TranslatableMixin, models.Model):
    """A menu in one language; where a language has none, the English one stands in."""

    class Handle(models.TextChoices):
        """Where the menu stands."""

        MAIN = "main", _("Main menu")
        FOOTER = "footer", _("Footer")

    handle = models.CharField(_("place"), max_length=10, choices=Handle.choices)
    entries = StreamField([("entry", MenuGroupBlock())], blank=True, verbose_name=_("entries"))

    panels = [FieldPanel("handle"), FieldPanel("entries")]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("menu")
        verbose_name_plural = _("menus")
        constraints = [
            models.UniqueConstraint(
                fields=["handle", "locale"], name="content_one_menu_per_place_and_language"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_handle_display()} ({self.locale})"
