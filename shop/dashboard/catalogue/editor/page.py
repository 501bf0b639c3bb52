"""Drawing the editor: every input with its value as typed and what is wrong with it."""

from dataclasses import dataclass, field
from typing import Any

from django.core.files.storage import default_storage
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from shop.backoffice import rich_text
from shop.catalogue.images import rendition_url
from shop.catalogue.limits import LIMIT_FIELDS
from shop.catalogue.models import Product
from shop.configuration.queries import shop_currency
from shop.dashboard.catalogue.editor.draft import LANGUAGES, Draft, PictureCard, VariantRow
from shop.dashboard.catalogue.editor.merging import Change
from shop.dashboard.catalogue.editor.schema import ProductClassSchema
from shop.dashboard.catalogue.editor.uploads import staged_name

SEES_COST = "partner.change_stockrecord"


def card_context(
    card: PictureCard, place: int, owners: list[tuple[str, str]] | None = None
) -> dict[str, Any]:
    """Give the template of one picture what it shows; `owners` are the choices of whom it shows."""
    name = staged_name(card.file) if card.file.startswith("staged:") else card.file
    return {
        "card": card,
        "place": place,
        "prefix": f"p-{place}-",
        "url": rendition_url(name, 360) if name and default_storage.exists(name) else "",
        "owners": owners or [("all", _("all variants"))],
    }


@dataclass
class EditorPage:
    """A draft with everything that is said about it."""

    draft: Draft
    schema: ProductClassSchema
    product: Product | None
    base: str
    errors: dict[str, list[str]] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    notice: str = ""

    def render(self, request: HttpRequest, *, status: int = 200) -> TemplateResponse:
        """Draw the page; who may not change the product gets it to read."""
        may_change = request.user.has_perm("catalogue.change_product")
        title = self.product.get_title() if self.product else _("New product")
        context = {
            "page": self,
            "draft": self.draft,
            "errors": self.errors,
            "product": self.product,
            "may_change": may_change,
            "sees_cost": request.user.has_perm(SEES_COST),
            "currency": shop_currency(),
            "header_title": title,
            "header_icon": "grid",
            "editor_media": rich_text.widget().media,
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": _("Home")},
                {"url": reverse("dashboard:catalogue-product-list"), "label": _("Products")},
                {"url": "", "label": title},
            ],
        }
        return TemplateResponse(request, "backoffice/products/editor.html", context, status=status)

    @cached_property
    def languages(self) -> list[dict[str, Any]]:
        """The texts language by language, with what is missing."""
        return [self._language(suffix, code, label) for suffix, code, label in LANGUAGES]

    def _language(self, suffix: str, code: str, label: Any) -> dict[str, Any]:
        texts = self.draft.texts
        names = {
            text: f"{text}_{suffix}" for text in ("title", "description", "meta_title", "meta_description")
        }
        return {
            "suffix": suffix,
            "code": code,
            "label": label,
            "is_required": suffix == LANGUAGES[0][0],
            "is_missing": not texts[names["title"]],
            "has_errors": any(name in self.errors for name in names.values()),
            "names": names,
            "values": {text: texts[name] for text, name in names.items()},
            "editor": rich_text.render_field(
                names["description"],
                texts[names["description"]],
                label=f"{_('Description')}, {label}",
                lang=code,
            ),
        }

    @cached_property
    def columns(self) -> list[dict[str, str]]:
        """The attributes that stand in the table of variants."""
        return [
            {"code": code, "cell": f"attr_{code}", "label": str(self.schema.attributes[code].name)}
            for code in self.draft.columns
        ]

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """The variants as the table shows them."""
        return [self._row(place, row) for place, row in enumerate(self.draft.variants)]

    def _row(self, place: int, row: VariantRow) -> dict[str, Any]:
        prefix = f"v-{place}-"
        options = [self.schema.option_labels.get(row.choices.get(code, 0)) for code in self.draft.axes]
        name = self.schema.variant_name(row.choices) or _("The product itself")
        mine = {name: words for name, words in self.errors.items() if name.startswith(prefix)}
        return {
            "row": row,
            "place": place,
            "prefix": prefix,
            "name": name,
            "swatch": next((option.swatch for option in options if option and option.swatch), ""),
            "choices": [(f"{prefix}choice_{code}", row.choices.get(code, "")) for code in self.draft.axes],
            "errors": [words for all_words in mine.values() for words in all_words],
            "wrong": {name.removeprefix(prefix) for name in mine},
            "extra": [
                (column["cell"], row.cells.get(column["cell"], ""), column["label"])
                for column in self.columns
            ],
        }

    @cached_property
    def owners(self) -> list[tuple[str, str]]:
        """Whom a picture can show: all, the variants with an option, one variant."""
        draft = self.draft
        choices = [("all", _("all variants"))]
        if draft.axes:
            used = dict.fromkeys(row.choices.get(draft.axes[0], 0) for row in draft.kept)
            labels = self.schema.option_labels
            choices += [(f"o:{pk}", labels[pk].label) for pk in used if pk in labels]
            choices += [(f"v:{row.key}", self.schema.variant_name(row.choices)) for row in draft.kept]
        return choices

    @cached_property
    def pictures(self) -> list[dict[str, Any]]:
        """The pictures as cards."""
        return [card_context(card, place, self.owners) for place, card in enumerate(self.draft.pictures)]

    @cached_property
    def attributes(self) -> list[dict[str, Any]]:
        """The attributes of the product itself."""
        return [
            {
                "name": f"attr_{code}",
                "label": self.schema.attributes[code].name,
                "type": self.schema.attributes[code].type,
                "value": value,
                "required": self.schema.attributes[code].required,
                "options": self.schema.options_of(code),
                "chosen": value if isinstance(value, list) else [value],
            }
            for code, value in self.draft.attributes.items()
        ]

    @cached_property
    def limits(self) -> list[dict[str, Any]]:
        """How many of it one order may hold."""
        fields: list[tuple[str, Any]] = [(name, Product._meta.get_field(name)) for name in LIMIT_FIELDS]
        return [
            {
                "name": name,
                "label": model_field.verbose_name,
                "help": model_field.help_text,
                "value": self.draft.limits.get(name, ""),
            }
            for name, model_field in fields
        ]

    @cached_property
    def matrix(self) -> list[dict[str, Any]]:
        """The attributes with options, to choose combinations from."""
        used = {pk for row in self.draft.variants for pk in row.choices.values()}
        return [
            {
                "code": axis.code,
                "label": axis.name,
                "options": self.schema.options_of(axis.code),
                "used": used,
                "is_axis": axis.code in self.draft.axes,
            }
            for axis in self.schema.axes
            if axis.code in self.draft.axes or not self.draft.attributes.get(axis.code)
        ]

    @cached_property
    def latest_change(self) -> ModelLogEntry | None:
        """Who changed the product last, as far as the log knows."""
        if self.product is None:
            return None
        entries = ModelLogEntry.objects.for_instance(self.product).select_related("user")
        return entries.order_by("-timestamp", "-pk").first()
