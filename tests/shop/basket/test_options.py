"""What a buyer says about a piece goes from the product's page to the order, its mails and the back office."""

from decimal import Decimal

import pytest
from django.urls import reverse
from oscar.core.loading import get_model

from shop.basket.models import Basket, Line
from shop.catalogue.models import AttributeOption, AttributeOptionGroup
from shop.catalogue.product_options import ids_with_required_options, line_description
from shop.dashboard.orders.questions import question_about, refund_question
from shop.order_statuses import DISPATCHED
from tests.shop.checkout.walk import walk_to_review
from tests.shop.factories import (
    OrderFactory,
    ParentProductFactory,
    ProductFactory,
    StaffFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
Option = get_model("catalogue", "Option")


def ask(product, name="Engraving", kind="text", *, required=True, choices=()):
    group = None
    if choices:
        group = AttributeOptionGroup.objects.create(name=name)
        for word in choices:
            AttributeOption.objects.create(group=group, option=word)
    option = Option.objects.create(name=name, type=kind, required=required, option_group=group)
    product.product_options.add(option)
    return option


def add(client, product, **said):
    return client.post(reverse("basket:add", args=[product.pk]), {"quantity": "1", **said})


def said_of(line):
    return {attribute.option.code: attribute.value for attribute in line.attributes.all()}


KINDS = [
    ("text", (), "Für Ada", "Für Ada"),
    ("integer", (), "7", 7),
    ("float", (), "1.5", 1.5),
    ("boolean", (), "on", True),
    ("date", (), "2026-12-24", "2026-12-24"),
    ("select", ("Red", "Blue"), "Blue", "Blue"),
    ("radio", ("Red", "Blue"), "Red", "Red"),
    ("multi_select", ("Red", "Blue"), ["Red", "Blue"], ["Red", "Blue"]),
    ("checkbox", ("Red", "Blue"), ["Blue"], ["Blue"]),
]


@pytest.mark.parametrize(("kind", "choices", "typed", "kept"), KINDS)
def test_a_required_option_is_asked_and_kept(client, kind, choices, typed, kept):
    bowl = ProductFactory()
    option = ask(bowl, kind=kind, choices=choices)

    page = client.get(bowl.get_absolute_url()).content.decode()
    assert f'name="{option.code}"' in page
    assert 'form="buy"' in page

    refused = add(client, bowl)
    assert refused.url == bowl.get_absolute_url()
    assert not Line.objects.exists()

    add(client, bowl, **{option.code: typed})
    assert [said_of(line) for line in Line.objects.all()] == [{option.code: kept}]


def test_a_choice_that_is_missing_is_named_and_asked_on_the_page_without_a_reload_too(client):
    bowl = ProductFactory()
    ask(bowl, name="Glazes", kind="multi_select", choices=("Red", "Blue"))

    answer = client.post(
        reverse("basket:add", args=[bowl.pk]), {"quantity": "3"}, headers={"HX-Request": "true"}
    )

    assert answer["HX-Redirect"] == bowl.get_absolute_url()
    assert not Line.objects.exists()
    page = client.get(bowl.get_absolute_url())
    assert [bool(field.errors) for field in page.context["option_fields"]] == [True]
    assert "Glazes: This field is required." in page.content.decode()


def test_who_packs_reads_what_is_to_be_engraved():
    bowl = ProductFactory()
    option = ask(bowl)
    order = OrderFactory(lines=[bowl])
    order.lines.get().attributes.create(option=option, type=option.code, value="Ada")

    pieces = question_about(order, DISPATCHED).pieces
    (refunded,) = refund_question(
        order, pieces={order.lines.get().pk: 1}, shipping=Decimal(0), extra=Decimal(0)
    ).pieces

    assert [piece.title for piece in (*pieces, refunded)] == [f"{bowl.title} (Engraving: Ada)"] * 2


BAD = [
    ("integer", (), "9" * 30),
    ("integer", (), "9" * 5000),
    ("integer", (), "1.5"),
    ("float", (), "1e308"),
    ("float", (), "nan"),
    ("date", (), "2026-02-30"),
    ("date", (), "0000-00-00"),
    ("select", ("Red",), "Green"),
    ("multi_select", ("Red",), ["Red", "Green"]),
    ("text", (), "a" * 501),
]


@pytest.mark.parametrize(("kind", "choices", "typed"), BAD)
def test_what_an_option_cannot_hold_is_refused_and_stays_typed(client, kind, choices, typed):
    bowl = ProductFactory()
    option = ask(bowl, kind=kind, choices=choices, required=False)
    ask(bowl, name="Note", required=False)

    answer = add(client, bowl, **{option.code: typed, "note": "for tea"})

    assert answer.url == bowl.get_absolute_url()
    assert not Line.objects.exists()
    page = client.get(answer.url)
    assert 'value="for tea"' in page.content.decode()
    fields = {field.name: bool(field.errors) for field in page.context["option_fields"]}
    assert fields == {option.code: True, "note": False}
    assert 'value="for tea"' not in client.get(answer.url).content.decode()


def test_a_variant_has_the_options_of_its_parent_and_of_its_kind(client):
    vase = ParentProductFactory()
    tall = ProductFactory(parent=vase)
    own = ask(vase)
    kind = Option.objects.create(name="Gift wrap", type="boolean", required=False)
    vase.product_class.options.add(kind)

    page = client.get(vase.get_absolute_url())
    assert [field.name for field in page.context["option_fields"]] == ["engraving", "gift-wrap"]
    assert add(client, tall).url == tall.get_absolute_url()
    assert ids_with_required_options([tall, vase, ProductFactory()]) == {tall.pk, vase.pk}

    add(client, tall, engraving="Ada")
    assert [said_of(line) for line in Line.objects.all()] == [{own.code: "Ada"}]


def test_an_option_may_be_called_like_a_field(client):
    bowl = ProductFactory()
    ask(bowl, name="Quantity", kind="integer")

    add(client, bowl, **{"option-quantity": "12"})

    assert [(line.quantity, said_of(line)) for line in Line.objects.all()] == [(1, {"quantity": 12})]


def test_lines_of_other_words_stand_apart(client):
    bowl = ProductFactory()
    ask(bowl)

    for word in ("Ada", "Bo", "Ada"):
        add(client, bowl, engraving=word)

    rows = [(line.quantity, line.description) for line in Basket.objects.get().all_lines()]
    assert rows == [(2, f"{bowl.title} (Engraving: Ada)"), (1, f"{bowl.title} (Engraving: Bo)")]


def test_words_go_along_to_the_order_its_mail_and_its_pages(
    client, letters, django_capture_on_commit_callbacks
):
    bowl = ProductFactory()
    ask(bowl, name="Day", kind="date")
    ask(bowl, name="Glazes", kind="checkbox", choices=("Tide", "Ash"), required=False)
    add(client, bowl, day="2026-12-24", glazes=["Tide", "Ash"])
    expected = f"{bowl.title} (Day: 24 December 2026; Glazes: Tide, Ash)"
    basket = client.get(reverse("basket:summary")).content.decode()
    assert "Glazes: Tide, Ash" in basket

    sent = walk_to_review(client)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("checkout:preview"), {"action": "place_order", **sent})

    line = get_model("order", "Line").objects.get()
    assert line.description == expected
    assert expected in letters()[-1].body
    client.force_login(StaffFactory())
    assert expected in client.get(f"/cms/shop/orders/{line.order.number}/").content.decode()
    Option.objects.all().delete()
    assert line.order.lines.get().description == f"{bowl.title} (day: 2026-12-24; glazes: Tide, Ash)"


def test_the_wish_list_leads_to_the_page_where_an_option_is_asked(client):
    buyer, bowl, cup = UserFactory(), ProductFactory(), ProductFactory()
    ask(bowl)
    wishes = get_model("wishlists", "WishList").objects.create(owner=buyer)
    wishes.add(bowl)
    wishes.add(cup)
    client.force_login(buyer)

    page = client.get(reverse("customer:wishlists-detail", args=[wishes.key])).content.decode()

    assert reverse("basket:add", args=[bowl.pk]) not in page
    assert reverse("basket:add", args=[cup.pk]) in page
    assert bowl.get_absolute_url() in page


def test_yes_and_no_are_words():
    class Said:
        option, type = None, "wrap"

        def __init__(self, value):
            self.value = value

    assert line_description("Bowl", [Said(True), Said(False)]) == "Bowl (wrap: yes; wrap: no)"
    assert line_description("Bowl", []) == "Bowl"
