"""The vocabulary of a page: few blocks, each with one job. A change here rewrites a migration."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from content.choosers import CategoryChooserBlock, ProductChooserBlock
from content.links import LinkBlock

STRIP_LIMIT = 12


class HeroBlock(blocks.StructBlock):
    """One picture, one sentence, one action."""

    image = ImageBlock(label=_("Picture"))
    heading = blocks.CharBlock(max_length=80, label=_("Heading"))
    text = blocks.TextBlock(required=False, max_length=240, label=_("Sentence"))
    link = LinkBlock(label=_("Action"))

    class Meta:
        icon = "image"
        label = _("Hero")
        template = "content/blocks/hero.html"


class ImageTextBlock(blocks.StructBlock):
    """A picture beside words."""

    image = ImageBlock(label=_("Picture"))
    label = blocks.CharBlock(required=False, max_length=60, label=_("Small heading"))
    heading = blocks.CharBlock(max_length=120, label=_("Heading"))
    text = blocks.RichTextBlock(features=["bold", "italic", "link", "ul", "ol"], label=_("Text"))
    links = blocks.ListBlock(LinkBlock(), default=[], max_num=2, label=_("Actions"))
    image_first = blocks.BooleanBlock(required=False, default=True, label=_("Picture first"))

    class Meta:
        icon = "doc-full"
        label = _("Picture and text")
        template = "content/blocks/image_text.html"


class ProductStripBlock(blocks.StructBlock):
    """Products in a row: picked by hand, else the newest of a category or of the shop.

    Each reader sees what they may see, at their own price: `content.queries.pieces_of`
    finds the cards, for all strips of a page at once.
    """

    label = blocks.CharBlock(required=False, max_length=60, label=_("Small heading"))
    heading = blocks.CharBlock(max_length=120, label=_("Heading"))
    products = blocks.ListBlock(ProductChooserBlock(), default=[], label=_("Products"))
    category = CategoryChooserBlock(required=False, label=_("Or the newest of a category"))
    limit = blocks.IntegerBlock(min_value=2, max_value=STRIP_LIMIT, default=4, label=_("How many"))

    class Meta:
        icon = "tag"
        label = _("Product strip")
        template = "content/blocks/product_strip.html"


class CategoryTileBlock(blocks.StructBlock):
    """A picture that leads to a category."""

    category = CategoryChooserBlock(label=_("Category"))
    image = ImageBlock(label=_("Picture"))

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

    text = blocks.TextBlock(max_length=400, label=_("Words"))
    who = blocks.CharBlock(required=False, max_length=120, label=_("Whose"))

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "content/blocks/quote.html"


class CallToActionBlock(blocks.StructBlock):
    """A dark band with words and one or two actions."""

    label = blocks.CharBlock(required=False, max_length=60, label=_("Small heading"))
    heading = blocks.CharBlock(max_length=120, label=_("Heading"))
    text = blocks.TextBlock(required=False, max_length=400, label=_("Text"))
    links = blocks.ListBlock(LinkBlock(), min_num=1, max_num=2, label=_("Actions"))

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
        label = _("Questions and answers")
        template = "content/blocks/faq.html"


class BodyBlock(blocks.StreamBlock):
    """All that a page may be made of."""

    hero = HeroBlock()
    rich_text = blocks.RichTextBlock(
        features=["h2", "h3", "bold", "italic", "link", "ul", "ol", "hr", "image"],
        icon="pilcrow",
        label=_("Text"),
        template="content/blocks/rich_text.html",
    )
    image_text = ImageTextBlock()
    product_strip = ProductStripBlock()
    category_tiles = CategoryTilesBlock()
    quote = QuoteBlock()
    faq = FaqBlock()
    call_to_action = CallToActionBlock()
