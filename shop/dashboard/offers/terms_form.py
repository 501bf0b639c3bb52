"""The fields with which staff say what an offer gives, on which products and on which condition."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from shop.backoffice.abstract_forms import AbstractForm
from shop.backoffice.form_sections import FormSection
from shop.catalogue.models import Product
from shop.configuration.queries import shop_currency
from shop.dashboard.offers.goods_fields import GiftPickerField, NamedChoiceField, ProductPickerField
from shop.dashboard.offers.steps_field import StepsField
from shop.money import MOST_DECIMALS, check_payable
from shop.offer import goods as g, terms as t
from shop.offer.models import Benefit, Condition
from shop.offer.tiers import check_tiers

FIELDS = "backoffice/offers/fields.html"
MOST_PIECES = 1_000_000
WHOLE = Decimal(100)
T = TypeVar("T")

BENEFITS = (
    (
        gettext_lazy("Off products"),
        (
            (t.PERCENTAGE, gettext_lazy("Percentage off")),
            (t.AMOUNT, gettext_lazy("Amount off the products together")),
            (t.AMOUNT_EACH, gettext_lazy("Amount off each product")),
            (t.CHEAPEST_FREE, gettext_lazy("Cheapest product free")),
            (t.FIXED_PRICE, gettext_lazy("Products together at a fixed price")),
            (t.BUY_GET, gettext_lazy("More pieces free or cheaper, beside those bought")),
        ),
    ),
    (gettext_lazy("Gift"), ((t.FREE_GIFT, gettext_lazy("Free gift")),)),
    (
        gettext_lazy("Off delivery"),
        (
            (t.FREE_DELIVERY, gettext_lazy("Free delivery")),
            (t.DELIVERY_PERCENTAGE, gettext_lazy("Percentage off delivery")),
            (t.DELIVERY_AMOUNT, gettext_lazy("Amount off delivery")),
            (t.DELIVERY_PRICE, gettext_lazy("Delivery at a fixed price")),
        ),
    ),
)
CONDITIONS = (
    (t.NO_CONDITION, gettext_lazy("No minimum")),
    (t.COUNT, gettext_lazy("Minimum number of pieces")),
    (t.VALUE, gettext_lazy("Minimum purchase amount")),
    (t.COVERAGE, gettext_lazy("Minimum number of different products")),
)
GOODS = (
    (g.EVERYTHING, gettext_lazy("All products")),
    (g.COLLECTION, gettext_lazy("A collection")),
    (g.PRODUCTS, gettext_lazy("Single products")),
)
SAME = "same"
SECTIONS = (
    FormSection(
        name="gives",
        title=gettext_lazy("What the buyer gets"),
        fields=["benefit", "benefit_value", "gift", "goods", "goods_collection", "goods_products"],
        template_name=FIELDS,
    ),
    FormSection(
        name="condition",
        title=pgettext_lazy("of an offer", "Condition"),
        fields=[
            "condition",
            "condition_value",
            "condition_goods",
            "condition_collection",
            "condition_products",
            "steps",
        ],
        template_name=FIELDS,
    ),
)


def _choices_of_own(model: type[Benefit] | type[Condition]) -> list[tuple[str, str]]:
    return [(f"{t.OWN}{row.pk}", str(row.name)) for row in model._default_manager.exclude(proxy_class=None)]


def benefit_choices() -> Iterator[tuple[object, object]]:
    """List what an offer can give, with classes of the shop's own."""
    yield from BENEFITS
    if own := _choices_of_own(Benefit):
        yield gettext_lazy("Custom"), own


def condition_choices() -> Iterator[tuple[object, object]]:
    """List the conditions, with classes of the shop's own."""
    yield from CONDITIONS
    yield from _choices_of_own(Condition)


class TermsForm(AbstractForm):
    """What an offer gives and when. Fields that do not count for what was chosen are passed over."""

    benefit = forms.ChoiceField(label=gettext_lazy("Discount"), choices=benefit_choices)
    benefit_value = forms.DecimalField(
        label=pgettext_lazy("of a discount", "Value"),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=MOST_DECIMALS,
        help_text=gettext_lazy("Per cent, or an amount in the shop's currency."),
    )
    goods = forms.ChoiceField(label=gettext_lazy("Applies to"), choices=GOODS)
    goods_collection = NamedChoiceField(None, label=gettext_lazy("Collection"), required=False)
    goods_products = ProductPickerField(label=gettext_lazy("Products"))
    most_pieces = forms.IntegerField(
        label=gettext_lazy("Discounted pieces per use, at most"),
        required=False,
        min_value=1,
        max_value=MOST_PIECES,
    )
    gift = GiftPickerField(label=gettext_lazy("Gift"))
    condition = forms.ChoiceField(label=gettext_lazy("Minimum"), choices=condition_choices)
    condition_value = forms.DecimalField(
        label=gettext_lazy("At least"),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=MOST_DECIMALS,
    )
    condition_goods = forms.ChoiceField(
        label=gettext_lazy("Counted among"),
        choices=((SAME, gettext_lazy("The products that the discount applies to")), *GOODS),
    )
    condition_collection = NamedChoiceField(None, label=gettext_lazy("Collection"), required=False)
    condition_products = ProductPickerField(label=gettext_lazy("Products"))
    steps = StepsField(
        label=gettext_lazy("More from a higher minimum on"),
        required=False,
        help_text=gettext_lazy(
            "Up to four further steps, each a minimum and the discount from there on. "
            "The highest step that is reached holds."
        ),
    )

    def set_up_terms(self, terms: t.Terms | None) -> None:
        """Show these terms, or ten per cent off everything, to begin with."""
        for name in ("goods_collection", "condition_collection"):
            self.fields[name].queryset = g.collections()  # type: ignore[attr-defined]
        terms = terms or t.Terms(benefit=t.PERCENTAGE)
        same = terms.condition_goods is None
        self.initial = {
            "benefit": terms.benefit,
            "benefit_value": None if terms.benefit in t.WITHOUT_VALUE else terms.value,
            **_initial_goods("goods", terms.goods),
            "most_pieces": terms.most_pieces,
            "condition": terms.condition,
            "condition_value": terms.condition_value,
            **_initial_goods("condition", terms.condition_goods or g.ALL),
            "gift": [terms.gift.pk] if terms.gift else [],
            "steps": [number for step in terms.steps for number in step],
            "condition_goods": SAME if same else terms.condition_goods.kind,  # type: ignore[union-attr]
            **self.initial,
        }

    def terms(self) -> t.Terms:
        """Return what was typed. Raises KeyError while something that counts is missing or wrong."""
        typed = self.cleaned_data
        benefit, condition = typed["benefit"], typed["condition"]
        has_own_condition = condition.startswith(t.OWN)
        asks = condition != t.NO_CONDITION and not has_own_condition
        counted = typed.get("condition_goods", SAME)
        of_others = asks and benefit in t.ON_GOODS and counted != SAME
        return t.Terms(
            benefit=benefit,
            value=typed["benefit_value"] if self.needs_value() else None,
            goods=g.ALL if benefit.startswith(t.OWN) else self._goods("goods", typed["goods"]),
            most_pieces=typed["most_pieces"] if benefit in t.LIMITED_BY_PIECES else None,
            condition=condition,
            condition_value=_needed(typed["condition_value"]) if asks else None,
            condition_goods=self._goods("condition", counted) if of_others else None,
            gift=_needed(typed["gift"])[0] if benefit == t.FREE_GIFT else None,
            steps=typed["steps"] if self.has_steps() else (),
        )

    @abstractmethod
    def sentence(self, terms: t.Terms) -> str:
        """Say what the offer does as it is typed."""

    def typed_sentence(self) -> str:
        """Say what it does as far as it is typed; empty while something that counts is missing."""
        self.full_clean()
        try:
            return self.sentence(self.terms())
        except KeyError:
            return ""

    def needs_value(self) -> bool:
        """Say whether the discount that was chosen is so and so much."""
        benefit = self.cleaned_data.get("benefit", "")
        return bool(benefit) and benefit not in t.WITHOUT_VALUE and not benefit.startswith(t.OWN)

    def has_steps(self) -> bool:
        """Say whether more can be given from a higher minimum on."""
        typed = self.cleaned_data
        return typed.get("benefit") in t.TIERED and typed.get("condition") in (t.COUNT, t.VALUE)

    def _goods(self, prefix: str, kind: str) -> g.Goods:
        if kind == g.COLLECTION:
            return g.Goods(kind=kind, collection=_needed(self.cleaned_data[f"{prefix}_collection"]))
        if kind == g.PRODUCTS:
            return g.Goods(kind=kind, products=_needed(self.cleaned_data[f"{prefix}_products"]))
        return g.ALL

    def clean_terms(self) -> None:
        """Name what is missing or cannot be, at its field."""
        typed = self.cleaned_data
        benefit, condition = typed.get("benefit", ""), typed.get("condition", "")
        self._clean_value(benefit)
        self._forget_what_does_not_count(benefit, condition)
        if benefit == t.FREE_GIFT and not typed.get("gift") and "gift" not in self.errors:
            self.add_error("gift", _("Pick the gift."))
        if self.has_steps():
            self._clean_steps()
        if not benefit.startswith(t.OWN):
            self._clean_goods("goods", typed.get("goods", ""))
        asks = condition not in {"", t.NO_CONDITION} and not condition.startswith(t.OWN)
        if asks:
            self._clean_condition(benefit, condition)
        if asks and benefit in t.ON_GOODS:
            self._clean_goods("condition", typed.get("condition_goods", ""))

    def _forget_what_does_not_count(self, benefit: str, condition: str) -> None:
        """Take back errors of fields that the page does not show."""
        unseen = set() if benefit in t.LIMITED_BY_PIECES else {"most_pieces"}
        if not self.needs_value():
            unseen.add("benefit_value")
        if benefit != t.FREE_GIFT:
            unseen.add("gift")
        if not self.has_steps():
            unseen.add("steps")
        if condition == t.NO_CONDITION or condition.startswith(t.OWN):
            unseen |= {"condition_value", "condition_goods", "condition_collection", "condition_products"}
        for name in unseen & set(self.errors):
            del self.errors[name]
            self.cleaned_data[name] = None

    def _clean_value(self, benefit: str) -> None:
        value = self.cleaned_data.get("benefit_value")
        if not self.needs_value() or "benefit_value" in self.errors:
            return
        if value is None or (value == 0 and benefit != t.DELIVERY_PRICE):
            self.add_error("benefit_value", _("Say how much."))
        elif benefit in t.PERCENTS and value > WHOLE:
            self.add_error("benefit_value", _("No more than 100 per cent."))
        elif benefit not in t.PERCENTS:
            self._check_payable("benefit_value", value)

    def _clean_steps(self) -> None:
        """Name what is wrong with the steps above the first, which is the minimum and the discount."""
        typed = self.cleaned_data
        steps, least, value = (typed.get(name) for name in ("steps", "condition_value", "benefit_value"))
        if not steps or not least or not value:
            return
        try:
            check_tiers([(least, value), *steps])
        except ValidationError as error:
            self.add_error("steps", error)
            return
        for threshold, given in steps:
            if typed["condition"] == t.VALUE:
                self._check_payable("steps", threshold)
            elif threshold != threshold.to_integral_value():
                self.add_error("steps", _("Enter a whole number."))
            if typed["benefit"] not in t.PERCENTS:
                self._check_payable("steps", given)
            elif given > WHOLE:
                self.add_error("steps", _("No more than 100 per cent."))

    def _check_payable(self, name: str, value: Decimal) -> None:
        try:
            check_payable(value, shop_currency())
        except ValidationError as error:
            self.add_error(name, error)

    def _clean_goods(self, prefix: str, kind: str) -> None:
        collection, products = f"{prefix}_collection", f"{prefix}_products"
        if kind == g.COLLECTION and not self.cleaned_data.get(collection) and collection not in self.errors:
            self.add_error(collection, _("Choose a collection."))
        if kind == g.PRODUCTS and not self.cleaned_data.get(products) and products not in self.errors:
            self.add_error(products, _("Pick at least one product."))

    def _clean_condition(self, benefit: str, condition: str) -> None:
        value = self.cleaned_data.get("condition_value")
        if condition == t.VALUE and benefit == t.FIXED_PRICE:
            self.add_error(
                "condition",
                _("A fixed price is for a number of products, not for an amount. Choose a number."),
            )
        if "condition_value" in self.errors:
            return
        if not value:
            self.add_error("condition_value", _("Say how much is needed."))
        elif condition == t.VALUE:
            self._check_payable("condition_value", value)
        elif value != value.to_integral_value():
            self.add_error("condition_value", _("Enter a whole number."))
        elif condition == t.COVERAGE and (picked := self._counted_products()) and value > len(picked):
            self.add_error("condition_value", _("Fewer products are picked than that."))

    def _counted_products(self) -> Sequence[Product]:
        typed = self.cleaned_data
        is_same = typed.get("benefit") not in t.ON_GOODS or typed.get("condition_goods") == SAME
        prefix, kind = (
            ("goods", typed.get("goods")) if is_same else ("condition", typed.get("condition_goods"))
        )
        return typed.get(f"{prefix}_products") or [] if kind == g.PRODUCTS else []


def _initial_goods(prefix: str, goods: g.Goods) -> dict[str, object]:
    return {
        prefix if prefix == "goods" else f"{prefix}_goods": goods.kind,
        f"{prefix}_collection": goods.collection,
        f"{prefix}_products": [product.pk for product in goods.products],
    }


def _needed(value: T | None) -> T:
    """Return a value. Raises KeyError where there is none."""
    if not value:
        raise KeyError
    return value
