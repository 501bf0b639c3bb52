"""The vocabulary of a page: few blocks, each with one job. A change here rewrites a migration."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from content.choosers import CategoryChooserBlock, ProductChooserBlock, RangeChooserBlock
from content.links import LinkBlock
from content.teasers import latest_articles

STRIP_LIMIT = 12


class HeroBlock(blocks.StructBlock):
    """One picture, one sentence, one action."""

    image = ImageBlock(label=_("Image"))
    heading = blocks.CharBlock(max_length=80, label=_("Heading"))
    text = blocks.TextBlock(required=False, max_length=240, label=_("Subheading"))
    link = LinkBlock(label=_("Button"))

    class Meta:
        icon = "image"
        label = _("Hero")
        template = "content/blocks/hero.html"


class ImageTextBlock(blocks.StructBlock):
    """A picture beside words."""

    image = ImageBlock(label=_("Image"))
    label = blocks.CharBlock(required=False, max_length=60, label=_("Small heading"))
    heading = blocks.CharBlock(max_length=120, label=_("Heading"))
    text = blocks.RichTextBlock(features=["bold", "italic", "link", "ul", "ol"], label=_("Text"))
    links = blocks.ListBlock(LinkBlock(), default=[], max_num=2, label=_("Buttons"))
    image_first = blocks.BooleanBlock(required=False, default=True, label=_("Image first"))

    class Meta:
        icon = "doc-full"
        label = _("Image with text")
        template = "content/blocks/image_text.html"


class ProductStripBlock(blocks.StructBlock):
    """Products in a row: picked by hand, else of a collection, else the newest of a category or of the shop.

    Each reader sees what they may see, at their own price: `content.queries.body_blocks`
    finds the cards, for all strips of a page at once.
    """

    label = blocks.CharBlock(required=False, max_length=60, label=_("Small heading"))
    heading = blocks.CharBlock(max_length=120, label=_("Heading"))
    products = blocks.ListBlock(ProductChooserBlock(), default=[], label=_("Products"))
    category = CategoryChooserBlock(required=False, label=_("Or the newest of a category"))
    range = RangeChooserBlock(required=False, label=_("Or a collection"))
    limit = blocks.IntegerBlock(min_value=2, max_value=STRIP_LIMIT, default=4, label=_("Number of products"))

    class Meta:
        icon = "tag"
        label = _("Product carousel")
        template = "content/blocks/product_strip.html"


class CategoryTileBlock(blocks.StructBlock):
    """A picture that leads to a category."""

    category = CategoryChooserBlock(label=_("Category"))
    image = ImageBlock(label=_("Image"))

    class Meta:
        icon = "folder-open-inverse"
        label = _("Category tile")


class CategoryTilesBlock(blocks.StructBlock):
    """The ways into the shop."""

    heading = blocks.CharBlock(required=False, max_length=120, label=_("Heading"))
    tiles = blocks.ListBlock(CategoryTileBlock(), min_num=2, max_num=6, label=_("Tiles"))

    class Meta:
        icon = "grip"
        label = _("Category tiles")
        template = "content/blocks/category_tiles.html"


class QuoteBlock(blocks.StructBlock):
    """Somebody's words."""

    text = blocks.TextBlock(max_length=400, label=_("Text"))
    who = blocks.CharBlock(required=False, max_length=120, label=_("Attribution"))

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "content/blocks/quote.html"


class CallToActionBlock(blocks.StructBlock):
    """A dark band with words and one or two actions."""

    label = blocks.CharBlock(required=False, max_length=60, label=_("Small heading"))
    heading = blocks.CharBlock(max_length=120, label=_("Heading"))
    text = blocks.TextBlock(required=False, max_length=400, label=_("Text"))
    links = blocks.ListBlock(LinkBlock(), min_num=1, max_num=2, label=_("Buttons"))

    class Meta:
        icon = "pick"
        label = _("Call to action")
        template = "content/blocks/call_to_action.html"


class QuestionBlock(blocks.StructBlock):
    """A question and its answer."""

    question = blocks.CharBlock(max_length=200, label=_("Question"))
    answer = blocks.RichTextBlock(features=["bold", "italic", "link", "ul", "ol"], label=_("Answer"))


class FaqBlock(blocks.StructBlock):
    """Questions that fold open."""

    heading = blocks.CharBlock(required=False, max_length=120, label=_("Heading"))
    questions = blocks.ListBlock(QuestionBlock(), min_num=1, label=_("Questions"))

    class Meta:
        icon = "help"
        label = _("FAQ")
        template = "content/blocks/faq.html"


VIDEO_FILES = (".mp4", ".webm")
CAPTION_FILES = (".vtt",)


class VideoBlock(blocks.StructBlock):
    """A film: a file that we serve ourselves, or a picture that leads to where it is shown.

    Nothing is asked of another site before the reader follows the link.
    """

    poster = ImageBlock(label=_("Poster image"))
    title = blocks.CharBlock(max_length=120, label=_("Title"))
    file = DocumentChooserBlock(required=False, label=_("Video file"), help_text=_("MP4 or WebM."))
    captions = DocumentChooserBlock(required=False, label=_("Captions"), help_text=_("WebVTT (.vtt)."))
    address = blocks.URLBlock(required=False, label=_("Or the URL of a video elsewhere"))
    text = blocks.CharBlock(required=False, max_length=240, label=_("Alt text"))

    class Meta:
        icon = "media"
        label = _("Video")
        template = "content/blocks/video.html"

    def clean(self, value: object) -> object:
        """Ask for a file or an address, not both, and for files that browsers can play."""
        cleaned = super().clean(value)
        errors = {}
        if bool(cleaned.get("file")) == bool(cleaned.get("address")):
            errors["file"] = ValidationError(_("Give a file or a URL: one of the two."))
        for name, endings in (("file", VIDEO_FILES), ("captions", CAPTION_FILES)):
            document = cleaned.get(name)
            if document and not document.file.name.lower().endswith(endings):
                words = _("This file cannot be used here; it has to end in %(endings)s.")
                errors[name] = ValidationError(words, params={"endings": ", ".join(endings)})
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return cleaned


class FormBlock(blocks.StructBlock):
    """A form that was built under Forms; its entries are kept there.

    `content.form_entries` fills and reads it, in the language of the page.
    """

    heading = blocks.CharBlock(required=False, max_length=120, label=_("Heading"))
    form = SnippetChooserBlock("content.Form", label=_("Form"))

    class Meta:
        icon = "form"
        label = _("Form")


class JournalTeasersBlock(blocks.StructBlock):
    """The latest articles of the journal, in the language of the page."""

    heading = blocks.CharBlock(max_length=120, label=_("Heading"))
    limit = blocks.IntegerBlock(min_value=1, max_value=6, default=3, label=_("Number of products"))

    class Meta:
        icon = "doc-full-inverse"
        label = _("From the journal")
        template = "content/blocks/journal_teasers.html"

    def get_context(self, value: Any, parent_context: dict[str, object] | None = None) -> dict[str, object]:
        """Add `articles`, the latest first."""
        context = super().get_context(value, parent_context)
        context["articles"] = latest_articles(limit=value["limit"])
        return context


class EditorialBlock(blocks.StreamBlock):
    """What may stand on the page of a category or a product."""

    rich_text = blocks.RichTextBlock(
        features=["h2", "h3", "bold", "italic", "link", "ul", "ol", "hr", "image"],
        icon="pilcrow",
        label=_("Text"),
        template="content/blocks/rich_text.html",
    )
    image_text = ImageTextBlock()
    product_strip = ProductStripBlock()
    quote = QuoteBlock()
    faq = FaqBlock()
    video = VideoBlock()
    call_to_action = CallToActionBlock()


class BodyBlock(EditorialBlock):
    """All that a page may be made of."""

    hero = HeroBlock()
    category_tiles = CategoryTilesBlock()
    form = FormBlock()
    journal_teasers = JournalTeasersBlock()
