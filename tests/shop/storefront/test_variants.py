from shop.storefront.cards import Stock
from shop.storefront.variants import SelectedOption, Variant, select_variant, variant_options


def variant(pk, *, glaze, size, state="good"):
    choices = {
        "glaze": SelectedOption(code="glaze", axis="Glaze", key=glaze, label=glaze, swatch="#2f6d7c"),
        "size": SelectedOption(code="size", axis="Size", key=size, label=size),
    }
    return Variant(
        product_id=pk,
        sku=f"SKU-{pk}",
        price=None,
        stock=Stock(state=state, text=""),
        num_available=1,
        choices=choices,
    )


TIDE_28 = variant(1, glaze="Tide", size="28 cm")
TIDE_42 = variant(2, glaze="Tide", size="42 cm", state="none")
SNOW_28 = variant(3, glaze="Snow", size="28 cm")


def values_of(axis):
    return {value.label: (value.state, value.url, value.is_selected) for value in axis.values}


def test_selects_the_named_one_else_the_first_that_can_be_had_else_the_first():
    assert select_variant([TIDE_42, TIDE_28], sku="SKU-2") == TIDE_42
    assert select_variant([TIDE_42, TIDE_28], sku="unknown") == TIDE_28
    assert select_variant([TIDE_42]) == TIDE_42
    assert select_variant([]) is None


def test_axes_show_what_is_sold_and_what_is_not_made():
    glaze, size = variant_options([TIDE_28, TIDE_42, SNOW_28], selected=TIDE_28, url="/vase/")

    assert values_of(glaze) == {
        "Snow": ("good", "/vase/?sku=SKU-3", False),
        "Tide": ("good", "/vase/?sku=SKU-1", True),
    }
    assert values_of(size) == {
        "28 cm": ("good", "/vase/?sku=SKU-1", True),
        "42 cm": ("sold", "/vase/?sku=SKU-2", False),
    }
    assert (glaze.is_swatches, size.is_swatches) == (True, False)


def test_a_combination_that_is_not_made_leads_to_the_nearest_one():
    _glaze, size = variant_options([TIDE_28, TIDE_42, SNOW_28], selected=SNOW_28, url="/vase/")

    assert values_of(size)["42 cm"] == ("other", "/vase/?sku=SKU-2", False)


def test_what_all_variants_share_is_no_choice():
    (glaze,) = variant_options([TIDE_28, SNOW_28], selected=TIDE_28, url="/vase/")

    assert glaze.code == "glaze"


def test_values_stand_by_position_before_words():
    def sized(pk, label, position):
        choice = SelectedOption(code="size", axis="Size", key=label, label=label, position=position)
        return Variant(
            product_id=pk,
            sku=str(pk),
            price=None,
            stock=Stock(state="good", text=""),
            num_available=1,
            choices={"size": choice},
        )

    large, small = sized(1, "L", 2), sized(2, "S", 1)
    (size,) = variant_options([large, small], selected=large, url="/")

    assert [value.label for value in size.values] == ["S", "L"]
