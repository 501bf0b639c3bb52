"""The pages of lists: what is typed is kept, what one may not do is not there, bad lines are named."""

from datetime import timedelta

import pytest
from django.urls import reverse

from shop.basket.models import Line
from shop.shopping_lists.models import ShoppingList, ShoppingListShare
from shop.shopping_lists.services import share
from shop.time_zones import shop_day
from tests.search.factories import give, index_all
from tests.shop.factories import (
    BasketFactory,
    CategoryFactory,
    OrderFactory,
    ParentProductFactory,
    ProductFactory,
    UserFactory,
)
from tests.shop.shopping_lists.factories import a_buyer, a_company, a_list

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"shopping_lists:{name}", args=args)


@pytest.fixture
def user(client):
    made = UserFactory()
    client.force_login(made)
    return made


def test_list_is_created_and_shown(client, user):
    page = client.post(url("list"), {"name": "Weekly", "note": ""}, follow=True)

    assert page.status_code == 200
    assert "Weekly" in client.get(url("list")).content.decode()
    assert client.post(url("list"), {"name": ""}).status_code == 422


def test_quantities_and_notes_are_saved(client, user):
    made = a_list(user, lines=[(ProductFactory(), 6)])
    line = made.lines.get()
    typed = {
        f"quantity-{line.pk}": "8",
        f"was-{line.pk}": "6",
        f"note-{line.pk}": "blue",
        f"note-was-{line.pk}": "",
    }

    client.post(url("page", made.pk), typed | {"action": "save"})

    line.refresh_from_db()
    assert (line.quantity, line.note) == (8, "blue")


def test_quantity_that_is_none_is_told_and_kept(client, user):
    made = a_list(user, lines=[(ProductFactory(), 6)])
    line = made.lines.get()

    page = client.post(url("page", made.pk), {f"quantity-{line.pk}": "many", f"was-{line.pk}": "6"})

    assert page.status_code == 422
    assert 'value="many"' in page.content.decode()
    line.refresh_from_db()
    assert line.quantity == 6


def test_lines_move_and_products_are_added_by_number(client, user):
    bowl, cup = ProductFactory(title="Bowl", upc="B-1"), ProductFactory(title="Cup", upc="C-1")
    made = a_list(user, lines=[(bowl, 6)])
    client.post(url("page", made.pk), {"action": "add", "number": "c-1", "pieces": "2"})
    assert list(made.lines.values_list("title", "quantity")) == [("Bowl", 6), ("Cup", 2)]

    page = client.post(url("page", made.pk), {"action": "add", "number": "none", "pieces": "2"})
    assert page.status_code == 422

    last = made.lines.get(product=cup)
    client.post(url("page", made.pk), {"action": f"up:{last.pk}"})
    assert list(made.lines.order_by("position").values_list("title", flat=True)) == ["Cup", "Bowl"]

    client.post(url("page", made.pk), {"action": "move", "lines": [last.pk], "target": "", "name": "Other"})
    assert list(ShoppingList.objects.get(name="Other").lines.values_list("title", "quantity")) == [("Cup", 2)]
    assert list(made.lines.values_list("title", flat=True)) == ["Bowl"]


def test_whole_list_goes_into_the_basket_and_the_rest_is_named(client, user):
    good, none = ProductFactory(title="Bowl"), ProductFactory(title="Cup", num_in_stock=0)
    made = a_list(user, lines=[(good, 2), (none, 1)])
    token = client.get(url("page", made.pk)).context["token"]

    for _time in range(2):
        page = client.post(url("order", made.pk), {"all": "1", "token": str(token)}, follow=True)

    assert list(Line.objects.values_list("product__title", "quantity")) == [("Bowl", 2)]
    first = client.post(url("order", made.pk), {"all": "1"}, follow=True).content.decode()
    assert "“Cup” has sold out." in first
    assert "in your basket already" in page.content.decode()


def test_ordering_a_list_that_is_due_dates_it_anew(client, user):
    made = a_list(user, lines=[(ProductFactory(), 2)])
    ShoppingList.objects.filter(pk=made.pk).update(cadence="weeks", every=2, next_due=shop_day())
    assert "Time to order" in client.get(url("page", made.pk)).content.decode()

    client.post(url("order", made.pk), {"all": "1"})

    made.refresh_from_db()
    assert made.next_due == shop_day() + timedelta(weeks=2)


def test_rhythm_needs_a_day_to_come(client, user):
    made = a_list(user)
    wrong = {"part": "cadence", "every": "2", "cadence": "weeks", "next_due": ""}

    assert client.post(url("settings", made.pk), wrong).status_code == 422
    past = str(shop_day() - timedelta(days=1))
    assert client.post(url("settings", made.pk), wrong | {"next_due": past}).status_code == 422
    client.post(url("settings", made.pk), wrong | {"next_due": str(shop_day())})

    made.refresh_from_db()
    assert (made.cadence, made.every, made.next_due) == ("weeks", 2, shop_day())


@pytest.mark.parametrize(
    ("right", "statuses"),
    [
        (ShoppingListShare.Right.VIEW, {"page": 200, "post": 404, "order": 404, "settings": 404}),
        (ShoppingListShare.Right.ORDER, {"page": 200, "post": 404, "order": 302, "settings": 404}),
        (ShoppingListShare.Right.EDIT, {"page": 200, "post": 302, "order": 302, "settings": 404}),
        (None, {"page": 404, "post": 404, "order": 404, "settings": 404}),
    ],
)
def test_colleague_may_do_what_the_share_says(client, right, statuses):
    company = a_company()
    owner, colleague = a_buyer(company, "Ada"), a_buyer(company, "Bo")
    made = a_list(owner, lines=[(ProductFactory(), 2)])
    if right:
        share(made, contact=colleague.company_contact, right=right)
    client.force_login(colleague)

    assert {
        "page": client.get(url("page", made.pk)).status_code,
        "post": client.post(url("page", made.pk), {"action": "sort"}).status_code,
        "order": client.post(url("order", made.pk), {"all": "1"}).status_code,
        "settings": client.get(url("settings", made.pk)).status_code,
    } == statuses


def test_list_is_shared_and_taken_back_on_its_settings(client):
    company = a_company()
    owner, colleague = a_buyer(company, "Ada"), a_buyer(company, "Bo")
    made = a_list(owner)
    client.force_login(owner)

    client.post(url("settings", made.pk), {"part": "share", "whom": "everybody", "right": "2"})
    assert list(made.shares.values_list("contact", "right")) == [(None, 2)]
    client.post(url("settings", made.pk), {"part": "unshare", "share": made.shares.get().pk})
    assert not made.shares.exists()

    stranger = a_buyer(a_company("Other"), "Cy").company_contact
    page = client.post(url("settings", made.pk), {"part": "share", "whom": stranger.pk, "right": "2"})
    assert page.status_code == 422
    assert colleague.company_contact.name in page.content.decode()


def test_basket_order_and_product_are_saved_to_a_list(client, user):
    bowl = ProductFactory(title="Bowl")
    client.post(reverse("basket:add", args=[bowl.pk]), {"quantity": 2})
    order = OrderFactory(user=user, lines=[(bowl, 3)])
    client.post(url("save-basket"), {"target": "", "name": "Weekly"})
    made = ShoppingList.objects.get()

    client.post(url("save-order", order.number), {"target": made.pk})
    client.post(url("save-product", bowl.pk), {"target": made.pk})

    assert list(made.lines.values_list("title", "quantity")) == [("Bowl", 6)]
    other = OrderFactory(user=UserFactory(), lines=[(bowl, 3)])
    assert client.get(url("save-order", other.number)).status_code == 404


def test_a_family_asks_which_variant_goes_on_the_list(client, user):
    family = ParentProductFactory(title="Bowl")
    tide, snow = (ProductFactory(parent=family, title="") for _number in range(2))
    for variant, glaze in ((tide, "Tide"), (snow, "Snow")):
        give(variant, "glaze", glaze)
    hidden = ProductFactory(parent=family, title="", is_public=False)
    made, other = a_list(user), ProductFactory()

    page = client.get(url("save-product", family.pk)).content.decode()
    assert ("Tide" in page, "Snow" in page, f'value="{hidden.pk}"' in page) == (True, True, False)
    for wrong in ("", str(hidden.pk), str(other.pk), "x"):
        refused = client.post(url("save-product", family.pk), {"target": made.pk, "variant": wrong})
        assert refused.status_code == 422
        assert not made.lines.exists()

    client.post(url("save-product", family.pk), {"target": made.pk, "variant": snow.pk})
    assert list(made.lines.values_list("product", "quantity")) == [(snow.pk, 1)]


def test_cards_lead_onto_a_list_for_who_buys_for_a_company(client, user):
    place = CategoryFactory(name="Bowls")
    bowl = ProductFactory(title="Bowl", categories=[place])
    index_all()
    way = url("save-product", bowl.pk)

    assert way not in client.get(place.get_absolute_url()).content.decode()
    client.force_login(a_buyer(a_company()))
    page = client.get(place.get_absolute_url()).content.decode()

    assert f'<a class="heart list-heart" href="{way}" aria-label="Save Bowl to a shopping list">' in page


def test_quick_order_is_saved_to_a_list(client, user):
    ProductFactory(title="Bowl", upc="B-1")
    client.post(url("save-quick-order"), {"number": ["B-1", "NO"], "quantity": ["4", "1"]})

    client.post(url("save-quick-order"), {"target": "", "name": "Weekly"})

    assert list(ShoppingList.objects.get().lines.values_list("title", "quantity")) == [("Bowl", 4)]


def test_list_is_copied_printed_exported_skipped_and_deleted(client, user):
    made = a_list(user, lines=[(ProductFactory(title="=Bowl", upc="B-1"), 6)])
    ShoppingList.objects.filter(pk=made.pk).update(cadence="weeks", next_due=shop_day())

    client.post(url("duplicate", made.pk))
    assert ShoppingList.objects.filter(name="Copy of Weekly").exists()
    assert "=Bowl" in client.get(url("print", made.pk)).content.decode()
    text = client.get(url("export", made.pk)).content.decode()
    assert "B-1,'=Bowl,6" in text
    client.post(url("skip", made.pk))
    made.refresh_from_db()
    assert made.next_due > shop_day()
    assert client.get(url("delete", made.pk)).status_code == 200
    client.post(url("delete", made.pk))
    assert not ShoppingList.objects.filter(pk=made.pk).exists()


def test_basket_of_another_stays_out(client, user):
    BasketFactory(owner=UserFactory(), lines=[ProductFactory()])

    page = client.post(url("save-basket"), {"target": "", "name": "Weekly"}, follow=True)

    assert "nothing to save" in page.content.decode()
    assert not ShoppingList.objects.exists()


def test_what_is_typed_is_what_is_ordered(client, user):
    made = a_list(user, lines=[(ProductFactory(num_in_stock=50), 6)])
    line = made.lines.get()
    sent = {f"quantity-{line.pk}": "9", f"was-{line.pk}": "6", "lines": [line.pk]}

    client.post(url("order", made.pk), sent)
    assert Line.objects.get().quantity == made.lines.get().quantity == 9

    client.post(url("order", made.pk), sent | {f"quantity-{line.pk}": "x"})
    assert Line.objects.get().quantity == 9
