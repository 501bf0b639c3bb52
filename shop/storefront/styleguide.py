"""Every component in every state, on one page: for who builds pages (development only)."""

from dataclasses import dataclass
from decimal import Decimal

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shop.catalogue.limits import QuantityLimits
from shop.storefront.cards import CardPrice, ProductCard, Stock, Swatch
from shop.storefront.variants import VariantOption, VariantOptionValue

TIDE, CELADON, SNOW = "#c8b596,#2f6d7c", "#a9bfa6", "#e8e3d9"
TOKENS = (
    "paper", "raised", "tint", "stage", "ink", "muted", "line", "edge",
    "clay", "glaze", "good", "warn", "bad", "night",
)  # fmt: skip
ICONS = (
    "menu", "search", "account", "basket", "globe", "close", "chevron", "back", "next", "plus", "minus",
    "check", "warning", "heart", "star", "filter", "zoom", "truck", "return", "bell", "share", "trash",
    "edit", "key", "lock", "mail", "picture", "info",
)  # fmt: skip


@dataclass(frozen=True)
class Stars:
    """A choice of the rating facet, in the shape that the search gives it."""

    value: str
    stars: int
    label: str
    count: int
    is_selected: bool


LEVELS = [Stars(str(n), n, f"{n} stars or more", 7 * (5 - n), n == 4) for n in (4, 3, 2)]  # noqa: PLR2004


class SampleForm(forms.Form):
    """A field of each kind; two of them are wrong."""

    name = forms.CharField(help_text="As it stands on your door.")
    email = forms.EmailField(label="E-mail")
    note = forms.CharField(widget=forms.Textarea, required=False)
    country = forms.ChoiceField(choices=[("de", "Germany"), ("nl", "Netherlands")])
    method = forms.ChoiceField(
        choices=[("parcel", "Parcel, two days"), ("collect", "Collect it")], widget=forms.RadioSelect
    )
    terms = forms.BooleanField(label="I have read the terms")


def _card(title: str, *, state: str = "good", tag: str = "", **price: object) -> ProductCard:
    amounts = {"amount": Decimal(32), "currency": "EUR", **price}
    return ProductCard(
        product_id=0,
        title=title,
        url="#cards",
        image=None,
        price=CardPrice(**amounts),  # type: ignore[arg-type]
        stock=Stock(state=state, text=tag),
        swatches=(Swatch(name="Tide", colours=TIDE), Swatch(name="Celadon", colours=CELADON)),
        more_swatches=2,
        tag=tag,
    )


def _axes() -> list[VariantOption]:
    states = [("18 cm", "good"), ("28 cm", "good"), ("42 cm", "sold"), ("60 cm", "other")]
    glazes = [("Tide", TIDE, "good"), ("Celadon", CELADON, "sold"), ("Snow", SNOW, "other")]
    return [
        VariantOption(
            code="glaze",
            label="Glaze",
            selected="Tide",
            values=tuple(
                VariantOptionValue(
                    label=name, swatch=colours, url="#axes", state=state, is_selected=name == "Tide"
                )
                for name, colours, state in glazes
            ),
        ),
        VariantOption(
            code="size",
            label="Size",
            selected="28 cm",
            values=tuple(
                VariantOptionValue(
                    label=name, swatch="", url="#axes", state=state, is_selected=name == "28 cm"
                )
                for name, state in states
            ),
        ),
    ]


def styleguide(request: HttpRequest) -> HttpResponse:
    """Show the components with sample data; asks no database but for the frame."""
    cards = [
        _card("Celadon rice bowl"),
        _card("Ash dinner plate, 27 cm", was=Decimal(46), amount=Decimal("38.50"), tag="Lowest in 30 days"),
        _card("Tide floor vase", is_from=True, amount=Decimal(148), state="low", tag="Only 2 left"),
        _card("Oxblood bottle vase", state="none", tag="Out of stock"),
        _card("Espresso cups", pack_size=6, amount=Decimal(84)),
    ]
    context = {
        "tokens": TOKENS,
        "icons": ICONS,
        "cards": cards,
        "axes": _axes(),
        "form": SampleForm(),
        "wrong_form": SampleForm({"wrong-email": "no address"}, prefix="wrong"),
        "stocks": [
            Stock(state="good", text="6 in stock, with you by Thursday 26 November"),
            Stock(state="low", text="Only 2 left"),
            Stock(state="none", text="Out of stock until 9 December"),
        ],
        "limits": QuantityLimits(minimum=6, maximum=24, multiple=6),
        "ratings": [Stars(value="", stars=0, label="Any rating", count=0, is_selected=False), *LEVELS],
        "glazes": [TIDE, CELADON, SNOW],
        "page": Paginator(range(200), 10).page(7),
        "crumbs": [("Shop", "#"), ("Vases", "#"), ("Tide floor vase", "")],
    }
    return render(request, "styleguide.html", context)
