"""A draft from what a browser sent: raw, whatever was typed."""

from django.http import QueryDict

from shop.backoffice import rich_text
from shop.catalogue.limits import LIMIT_FIELDS
from shop.dashboard.catalogue.editor.draft import CELLS, Draft, PictureCard, VariantRow, text_names
from shop.dashboard.catalogue.editor.schema import ProductClassSchema
from shop.numbers import whole_number

MOST_ROWS = 400
MOST_PICTURES = 100


def _ids(values: list[str]) -> list[int]:
    return sorted({number for value in values if (number := whole_number(value)) is not None})


def _count(data: QueryDict, name: str, most: int) -> int:
    return min(whole_number(data.get(name, "")) or 0, most)


def posted_draft(data: QueryDict, schema: ProductClassSchema) -> Draft:
    """Read the form; what is missing is empty, what is too much is left out."""
    axes = [code for code in data.getlist("axes") if code in schema.attributes]
    columns = [code for code in data.getlist("columns") if code in schema.attributes and code not in axes]
    draft = Draft(
        texts={name: data.get(name, "").strip() for name in text_names()},
        limits={name: data.get(name, "").strip() for name in LIMIT_FIELDS},
        slug=data.get("slug", "").strip(),
        code=data.get("code", "").strip(),
        is_public="is_public" in data,
        partner=data.get("partner", ""),
        categories=_ids(data.getlist("categories")),
        ranges=_ids(data.getlist("ranges")),
        axes=axes,
        columns=columns,
    )
    for name in draft.texts:
        if name.startswith("description"):
            draft.texts[name] = rich_text.from_editor_html(data.get(name, ""))
    for code, attribute in schema.attributes.items():
        if code in axes or code in columns:
            continue
        name = f"attr_{code}"
        if attribute.type == "multi_option":
            draft.attributes[code] = sorted(data.getlist(name))
        elif attribute.type == "richtext":
            draft.attributes[code] = rich_text.from_editor_html(data.get(name, ""))
        else:
            draft.attributes[code] = data.get(name, "").strip()
    draft.variants = [_row(data, place, draft) for place in range(_count(data, "v-count", MOST_ROWS))]
    draft.pictures = _cards(data)
    return draft


def _row(data: QueryDict, place: int, draft: Draft) -> VariantRow:
    prefix = f"v-{place}-"
    names = [*CELLS, *(f"attr_{code}" for code in draft.columns)]
    choices = {code: data.get(f"{prefix}choice_{code}", "") for code in draft.axes}
    return VariantRow(
        key=data.get(prefix + "key", "") or f"n{place}",
        pk=whole_number(data.get(prefix + "pk", "")),
        choices={code: pk for code, value in choices.items() if (pk := whole_number(value)) is not None},
        cells={name: data.get(prefix + name, "").strip() for name in names},
        is_public=prefix + "public" in data,
        is_removed=prefix + "remove" in data,
    )


def _cards(data: QueryDict) -> list[PictureCard]:
    found: list[tuple[float, int, PictureCard]] = []
    for place in range(_count(data, "p-count", MOST_PICTURES)):
        prefix = f"p-{place}-"
        file = data.get(prefix + "file", "")
        if not file:
            continue
        card = PictureCard(
            file=file,
            caption=data.get(prefix + "caption", "").strip(),
            owners=data.getlist(prefix + "owners"),
            is_removed=prefix + "remove" in data,
        )
        order = data.get(prefix + "order", "")
        found.append((float(order) if order.replace(".", "", 1).isdecimal() else place, place, card))
    return [card for _order, _place, card in sorted(found, key=lambda entry: entry[:2])]
