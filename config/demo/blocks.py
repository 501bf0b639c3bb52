"""Turning the words of a file into the blocks of a page, in one language at a time."""

import re
from collections.abc import Iterable

from django.core.files.images import ImageFile
from django.utils.translation import override
from wagtail.images.models import Image
from wagtail.models import Page
from wagtail.rich_text import RichText

from config.demo.files import PICTURES
from config.demo.ranges import range_named
from content.models import Form
from shop.catalogue.models import Category, Product
from shop.json_types import JsonObject

LINK_TO_PAGE = re.compile(r'<a href="page:([\w-]+)">')
# Where the eye should stay when a wide picture is cut: as parts of its width and height.
FOCUS = {"hero": (0.70, 0.50), "group": (0.52, 0.58), "scene": (0.50, 0.55)}

Words = JsonObject


class BlockWriter:
    """Knows the pages and forms that were written, so that blocks can point at them."""

    def __init__(self, written: dict[tuple[str, str], Page]) -> None:
        self.written = written
        self.forms: dict[tuple[str, str], Form] = {}
        self.images: dict[str, Image] = {}

    def body(self, blocks: Iterable[Words], code: str) -> list[tuple[str, object]]:
        """Return blocks as a StreamField takes them."""
        return [(block["type"], getattr(self, f"_{block['type']}")(block, code)) for block in blocks]

    def image(self, names: str | list[str]) -> Image:
        """Return the first of these pictures that has been rendered."""
        wanted = [names] if isinstance(names, str) else names
        name = next((each for each in wanted if (PICTURES / f"{each}.webp").exists()), wanted[-1])
        if name not in self.images:
            self.images[name] = Image.objects.filter(title=name).first() or _new_image(name)
        return self.images[name]

    def link(self, link: Words, code: str) -> dict[str, object]:
        """Return a link; one to a category goes by the category's own name unless it has words."""
        category = _category(link["category"]) if "category" in link else None
        with override(code):
            label = link["label"][code] if "label" in link else category.name if category else ""
        page = self.written.get((link["page"], code)) if "page" in link else None
        return {"label": label, "page": page, "category": category, "path": link.get("path", "")}

    def is_there(self, link: Words) -> bool:
        """Say whether the shop has the category that a link leads to."""
        return "category" not in link or _category(link["category"]) is not None

    def _hero(self, block: Words, code: str) -> dict[str, object]:
        return {
            "image": self._described(block, code),
            "heading": block["heading"][code],
            "text": block.get("text", {}).get(code, ""),
            "link": self.link(block["link"], code),
        }

    def _product_strip(self, block: Words, code: str) -> dict[str, object]:
        order = {slug: place for place, slug in enumerate(block.get("products", []))}
        picked = Product.objects.filter(slug__in=order, structure__in=["parent", "standalone"])
        return {
            "label": block.get("label", {}).get(code, ""),
            "heading": block["heading"][code],
            "products": sorted(picked, key=lambda product: order[product.slug]),
            "category": _category(block.get("category", "")),
            "range": range_named(block.get("range", "")),
            "limit": block.get("limit", 4),
        }

    def _category_tiles(self, block: Words, code: str) -> dict[str, object]:
        tiles = [
            {"category": category, "image": self._decoration(picture)}
            for slug, picture in block["tiles"]
            if (category := _category(slug)) is not None
        ]
        return {"heading": block.get("heading", {}).get(code, ""), "tiles": tiles}

    def _image_text(self, block: Words, code: str) -> dict[str, object]:
        return {
            "image": self._described(block, code),
            "label": block.get("label", {}).get(code, ""),
            "heading": block["heading"][code],
            "text": self._rich(block["text"][code], code),
            "links": [self.link(link, code) for link in block.get("links", [])],
            "image_first": block.get("image_first", True),
        }

    def _call_to_action(self, block: Words, code: str) -> dict[str, object]:
        return {
            "label": block.get("label", {}).get(code, ""),
            "heading": block["heading"][code],
            "text": block.get("text", {}).get(code, ""),
            "links": [self.link(link, code) for link in block["links"]],
        }

    def _rich_text(self, block: Words, code: str) -> RichText:
        return self._rich(block[code], code)

    def _faq(self, block: Words, code: str) -> dict[str, object]:
        questions = [
            {"question": item["question"][code], "answer": self._rich(item["answer"][code], code)}
            for item in block["questions"]
        ]
        return {"heading": block.get("heading", {}).get(code, ""), "questions": questions}

    def _quote(self, block: Words, code: str) -> dict[str, object]:
        return {"text": block["text"][code], "who": block["who"][code]}

    def _journal_teasers(self, block: Words, code: str) -> dict[str, object]:
        return {"heading": block["heading"][code], "limit": block.get("limit", 3)}

    def _form(self, block: Words, code: str) -> dict[str, object]:
        return {"heading": block.get("heading", {}).get(code, ""), "form": self.forms[block["form"], code]}

    def _rich(self, html: str, code: str) -> RichText:
        def to_page(found: re.Match[str]) -> str:
            return f'<a linktype="page" id="{self.written[found[1], code].pk}">'

        return RichText(LINK_TO_PAGE.sub(to_page, html.strip()))

    def _described(self, block: Words, code: str) -> Image:
        """Return a picture with the words for who does not see it, in this language."""
        picture = self.image(block["image"])
        return _with_words(picture, block["alt"][code])

    def _decoration(self, name: str | list[str]) -> Image:
        return _with_words(self.image(name), "")


def _with_words(picture: Image, words: str) -> Image:
    # An ImageBlock's value is the image itself, carrying what was said of it in this place.
    copy = Image(
        **{field.attname: getattr(picture, field.attname) for field in picture._meta.concrete_fields}
    )
    copy.contextual_alt_text, copy.decorative = words, not words
    return copy


def _category(slug: str) -> Category | None:
    return Category.objects.filter(slug=slug).first() if slug else None


def _new_image(name: str) -> Image:
    with (PICTURES / f"{name}.webp").open("rb") as stream:
        image = Image(title=name, file=ImageFile(stream, name=f"{name}.webp"))
        across, down = FOCUS.get(name.split("-", maxsplit=1)[0], (0.5, 0.5))
        image.focal_point_x, image.focal_point_y = round(image.width * across), round(image.height * down)
        image.focal_point_width = image.focal_point_height = round(image.height * 0.5)
        image.save()
    return image
