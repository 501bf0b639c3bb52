"""The front door, pages of text, campaign pages and collections."""

from typing import Any, cast

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from content.blocks import HeroBlock
from content.models.base import ContentPage, picture_alt_field, picture_field
from content.queries import BodyBlockContent, newest_product_ids, range_ids
from content.sharing import first_picture
from content.structured_data import article_schemas, crumb_schemas, shop_schemas
from personalization.recommendations.requests import prefetch_personal, shown_on
from shop.partner.buyers import buyer_for
from shop.storefront.cards import product_cards

STRIP_OF_COLLECTION = 8


class HomePage(ContentPage):
    """The front door; one per language."""

    template = "content/home_page.html"
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "content.StandardPage",
        "content.LandingPage",
        "content.CollectionIndexPage",
        "content.JournalIndexPage",
        "content.HelpIndexPage",
        "content.StoreIndexPage",
    ]
    max_count_per_parent = 3  # type: ignore[assignment]

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, object]:
        """Have the cards of this visitor's own strips read with those of the body; none is repeated."""
        prefetch_personal(request)
        context = super().get_context(request, *args, **kwargs)
        pieces = cast("list[BodyBlockContent]", context["pieces"])
        shown_on(request).update(card.product_id for piece in pieces for card in piece.cards)
        return context

    def get_crumbs(self, request: HttpRequest) -> list[tuple[str, str]]:
        """Nothing stands above the front door."""
        return []

    def get_schemas(self, request: HttpRequest, context: dict[str, object]) -> list[dict[str, object]]:
        """Describe the shop and how to search it."""
        base = request.build_absolute_uri("/")
        return shop_schemas(base=base, here=request.path, language=self.locale.language_code)


class IntroducedPage(ContentPage):
    """A page that begins with a title and a sentence or two."""

    intro = models.TextField(_("introduction"), blank=True, max_length=400)

    content_panels: list[object] = [*Page.content_panels, FieldPanel("intro"), FieldPanel("body")]
    search_fields: list[Any] = [*Page.search_fields, index.SearchField("intro")]

    class Meta:
        abstract = True

    def get_schemas(self, request: HttpRequest, context: dict[str, Any]) -> list[dict[str, object]]:
        """Say where the page stands."""
        base = request.build_absolute_uri("/")
        return crumb_schemas(context["crumbs"], base=base, here=request.path)


class StandardPage(IntroducedPage):
    """A page of text, pictures and blocks: the story, terms, wholesale ..."""

    template = "content/standard_page.html"
    parent_page_types = ["content.HomePage", "content.StandardPage"]
    subpage_types = ["content.StandardPage"]

    class Meta:
        verbose_name = _("page")

    def get_schemas(self, request: HttpRequest, context: dict[str, Any]) -> list[dict[str, object]]:
        """Describe an article and where it stands."""
        return article_schemas(
            self,
            base=request.build_absolute_uri("/"),
            here=request.path,
            picture=context["share_picture"],
            crumbs=context["crumbs"],
        )


class LandingPage(ContentPage):
    """A campaign's page: one picture, one promise, one action, and no menu that leads away from it."""

    hero = StreamField(
        [("hero", HeroBlock())],
        min_num=1,
        max_num=1,
        verbose_name=_("hero"),
        help_text=_("Shown at the top of the page."),
    )

    template = "content/landing_page.html"
    parent_page_types = ["content.HomePage"]
    subpage_types: list[str] = []
    content_panels: list[object] = [*Page.content_panels, FieldPanel("hero"), FieldPanel("body")]

    class Meta:
        verbose_name = _("landing page")


class CollectionIndexPage(IntroducedPage):
    """All collections."""

    template = "content/collection_index_page.html"
    parent_page_types = ["content.HomePage"]
    subpage_types = ["content.CollectionPage"]

    class Meta:
        verbose_name = _("list of collections")

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, object]:
        """Add `collections`: the published ones, in the order of the page tree."""
        context = super().get_context(request, *args, **kwargs)
        found = CollectionPage.objects.child_of(self).live().public().select_related("picture")
        collections = list(found.order_by("path"))
        context["collections"] = collections
        context["share_picture"] = context["share_picture"] or first_picture(collections)
        return context


class CollectionPage(IntroducedPage):
    """The story of a collection, with its group picture and the pieces that belong to it."""

    picture = picture_field()
    picture_words = picture_alt_field()
    range = models.ForeignKey(
        "offer.Range",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("collection"),
        help_text=_(
            "Its products are listed below the story; without a collection, the newest products are shown."
        ),
    )

    template = "content/collection_page.html"
    parent_page_types = ["content.CollectionIndexPage"]
    subpage_types: list[str] = []
    content_panels: list[object] = [
        *Page.content_panels,
        FieldPanel("intro"),
        MultiFieldPanel(
            [FieldPanel("picture"), FieldPanel("picture_words"), FieldPanel("range")], heading=_("Collection")
        ),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("collection story")

    def get_context(self, request: HttpRequest, *args: object, **kwargs: object) -> dict[str, object]:
        """Add `cards`: what of the collection this reader may see, at their price."""
        context = super().get_context(request, *args, **kwargs)
        buyer = buyer_for(getattr(request, "user", None))
        limit = STRIP_OF_COLLECTION
        ids = (
            range_ids(self.range_id, limit=limit) if self.range_id else newest_product_ids(None, limit=limit)
        )
        context["cards"] = product_cards(ids, buyer=buyer)[:limit]
        return context
