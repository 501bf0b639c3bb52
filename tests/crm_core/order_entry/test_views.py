"""The pages of order entry: for whom, what a button does, and that nothing typed is lost."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from crm_core.customers.models import FieldRight
from crm_core.customers.services import attach_order, identify
from crm_core.order_entry.drafts import start_draft
from crm_core.order_entry.links import entry_url
from crm_core.order_entry.models import OrderDraft
from shop.basket.models import Basket
from shop.catalogue.models import Option
from shop.order.models import Order
from shop.partner.models import StockRecord
from shop.voucher.models import Voucher
from tests.crm_core.factories import (
    CompanyContactFactory,
    CompanyFactory,
    CustomerFactory,
    rep_with,
    staff_with,
)
from tests.crm_core.order_entry.conftest import ADDRESS, RIGHTS
from tests.shop.factories import OrderFactory, ProductFactory, UserFactory

pytestmark = pytest.mark.django_db


OK = 200


def url(name, customer):
    return reverse(name, args=[customer.pk])


def quantities(draft=None):
    draft = draft or OrderDraft.objects.get()
    return list(draft.basket.lines.order_by("pk").values_list("product__title", "quantity"))


PAGES = ["order_entry", "order_entry_review", "order_entry_products"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("who", "status"),
    [("nobody", 302), ("packer", 403), ("another rep", 404), ("own rep", 200), ("sales", 200)],
)
def test_a_rep_orders_for_their_own_customers_and_nobody_else_at_all(
    client, write_draft, customer, bowl, page, who, status
):
    people = {
        "nobody": None,
        "packer": staff_with("customers.view_customer", "order.view_order"),
        "another rep": rep_with(*RIGHTS),
        "own rep": rep_with(*RIGHTS),
        "sales": staff_with(*RIGHTS),
    }
    user = people[who]
    customer.owner = people["own rep"]
    customer.save()
    if user is not None:
        client.force_login(user)
        write_draft(customer, {bowl: 1}, by=user)

    assert client.get(url(page, customer)).status_code == status
    if status != OK:
        before = OrderDraft.objects.count(), Order.objects.count()
        assert client.post(url(page, customer), {"do": "usual"}).status_code in (status, 405)
        assert (OrderDraft.objects.count(), Order.objects.count()) == before


@pytest.mark.usefixtures("_shop")
def test_a_look_writes_nothing(client, colleague, customer, bowl):
    client.force_login(colleague)
    page = client.get(f"{url('order_entry', customer)}?q=tide&line={bowl.pk}:3&line=x&source=deal:7")

    assert page.status_code == 200
    assert ("Tide bowl" in page.text, f'value="{bowl.pk}:3"' in page.text) == (True, True)
    assert not OrderDraft.objects.exists()
    assert not Basket.objects.exists()


def test_products_are_added_changed_and_taken_out(enter, customer, bowl):
    assert enter(customer, f"add:{bowl.pk}", pieces="2").url == f"{url('order_entry', customer)}#products"
    assert quantities() == [("Tide bowl", 2)]
    line = OrderDraft.objects.get().basket.lines.get()

    enter(customer, "save", **{f"was-{line.pk}": "2", f"quantity-{line.pk}": "5"})
    assert quantities() == [("Tide bowl", 5)]
    # A window that still shows 2 and changes nothing there leaves the 5.
    enter(customer, "save", **{f"was-{line.pk}": "2", f"quantity-{line.pk}": "2"})
    assert quantities() == [("Tide bowl", 5)]
    enter(customer, f"remove:{line.pk}")
    assert quantities() == []


@pytest.mark.parametrize("typed", ["11", "-1", "two", "9" * 5000, ""])
def test_a_quantity_that_cannot_be_is_refused_beside_what_was_typed(enter, customer, bowl, typed):
    enter(customer, f"add:{bowl.pk}", pieces="2")
    line = OrderDraft.objects.get().basket.lines.get()

    page = enter(customer, note="Ring twice", **{f"was-{line.pk}": "2", f"quantity-{line.pk}": typed})

    assert page.status_code == 422
    assert (f'value="{typed}"' in page.text, "Ring twice" in page.text) == (True, True)
    assert quantities() == [("Tide bowl", 2)]
    assert OrderDraft.objects.get().note == "Ring twice"


@pytest.mark.parametrize("argument", ["0", "999999", "x", "9" * 40])
def test_what_is_no_product_is_refused(enter, customer, argument):
    assert enter(customer, f"add:{argument}", pieces="1").status_code == 422
    assert quantities() == []


def test_the_usual_is_one_click(enter, customer, bowl):
    gone = ProductFactory(title="Vase")
    order = OrderFactory(user=None, guest_email="mara@example.com", lines=[(bowl, 3), (gone, 1)])
    attach_order(order)
    StockRecord.objects.filter(product=gone).update(num_in_stock=0, num_allocated=0)

    response = enter(customer, "usual")

    assert response.url == f"{url('order_entry', customer)}#lines"
    assert quantities() == [("Tide bowl", 3)]


@pytest.mark.parametrize(
    ("press", "pieces"), [("a" * 32, 3), ("", 6)], ids=["a double click", "two pages that bear no press"]
)
def test_a_double_click_adds_once(enter, customer, bowl, press, pieces):
    for _click in range(2):
        enter(customer, "take", line=[f"{bowl.pk}:3"], press=press)

    assert quantities() == [("Tide bowl", pieces)]


def test_each_page_bears_a_press_of_its_own(client, colleague, customer, bowl):
    client.force_login(colleague)
    pages = [client.get(url("order_entry", customer)).context["press"] for _look in range(2)]

    assert [len(press) for press in pages] == [32, 32]
    assert pages[0] != pages[1]


def test_lines_of_a_deal_are_taken_over(enter, customer, bowl):
    address = entry_url(customer, lines={bowl.pk: 3}, source="deal:7")
    assert address == f"{url('order_entry', customer)}?line={bowl.pk}%3A3&source=deal%3A7"

    enter(customer, "take", line=[f"{bowl.pk}:3"], source="deal:7")

    assert (quantities(), OrderDraft.objects.get().source) == ([("Tide bowl", 3)], "deal:7")


def test_a_new_address_is_kept_as_it_is_typed_also_while_it_is_wrong(enter, client, customer, bowl):
    enter(customer, f"add:{bowl.pk}", pieces="1")
    typed = {f"address-{name}": value for name, value in {**ADDRESS, "postcode": "x"}.items()}
    enter(customer, "save", ship_to="new", **typed)

    page = client.get(url("order_entry", customer))

    assert ("Hafenweg 3" in page.text, "Please write a postcode as" in page.text) == (True, True)
    assert client.get(url("order_entry_review", customer)).url == url("order_entry", customer)


def test_the_way_to_an_order(enter, client, customer, bowl):
    enter(customer, f"add:{bowl.pk}", pieces="2")
    typed = {f"address-{name}": value for name, value in ADDRESS.items()}
    answer = enter(customer, "review", ship_to="new", payment="bank-transfer", reason="Called", **typed)
    assert answer.url == url("order_entry_review", customer)
    page = client.get(answer.url)
    sent = {"draft": page.context["draft"].pk, "fingerprint": page.context["found"].fingerprint}

    answers = [client.post(url("order_entry_review", customer), sent) for _click in range(2)]

    order = Order.objects.get()
    assert [each.url for each in answers] == [f"/cms/shop/orders/{order.number}/"] * 2
    assert "Called" in client.get(answers[0].url).text
    assert not OrderDraft.objects.filter(placed_at=None).exists()


def test_another_colleagues_draft_is_not_placed(client, write_draft, customer, bowl):
    draft = write_draft(customer, {bowl: 1})
    client.force_login(staff_with(*RIGHTS))

    client.post(url("order_entry_review", customer), {"draft": draft.pk, "fingerprint": "x"})

    assert not Order.objects.exists()


def test_a_draft_is_each_colleagues_own_and_comes_back(enter, client, customer, bowl):
    enter(customer, f"add:{bowl.pk}", pieces="2")
    assert "Tide bowl" in client.get(url("order_entry", customer)).text
    client.force_login(staff_with(*RIGHTS))
    assert "Tide bowl" not in client.get(url("order_entry", customer)).text

    client.post(url("order_entry", customer), {"do": "discard"})
    assert OrderDraft.objects.count() == 1


def test_discarding_throws_draft_and_basket_away(enter, customer, bowl):
    enter(customer, f"add:{bowl.pk}", pieces="2")

    assert enter(customer, "discard").url == reverse("customers:inspect", args=[customer.pk])
    assert (OrderDraft.objects.count(), Basket.objects.count()) == (0, 0)


def test_a_discount_that_is_refused_keeps_what_was_typed(enter, customer, bowl):
    enter(customer, f"add:{bowl.pk}", pieces="2")

    page = enter(customer, discount_percent="15", discount_reason="Old friend", note="Ring twice")

    assert (page.status_code, "You may not give discounts" in page.text) == (422, True)
    assert ('value="15"' in page.text, "Old friend" in page.text) == (True, True)
    assert (OrderDraft.objects.get().discount_percent, OrderDraft.objects.get().note) == (0, "Ring twice")


def test_a_window_that_is_behind_takes_no_discount_away(enter, client, customer, bowl):
    enter(customer, f"add:{bowl.pk}", pieces="2")
    OrderDraft.objects.update(discount_percent=25, discount_reason="Agreed")
    behind = {"discount_percent": "", "discount_reason": ""}

    enter(customer, **behind, **{"was-discount": "0 "})
    assert OrderDraft.objects.get().discount_percent == 25
    assert 'name="was-discount" value="25 Agreed"' in client.get(url("order_entry", customer)).text

    enter(customer, **behind, **{"was-discount": "25 Agreed"})
    assert OrderDraft.objects.get().discount_percent == 0


def test_a_voucher_that_is_none_is_refused_in_words(enter, customer, bowl):
    enter(customer, f"add:{bowl.pk}", pieces="2")

    page = enter(customer, "voucher", voucher="NOTHING")

    assert (page.status_code, "This code cannot be used" in page.text, "NOTHING" in page.text) == (
        422,
        True,
        True,
    )
    assert not Voucher.objects.exists()


def test_which_account_of_a_company_buys_is_chosen(enter, write_draft, client, colleague):

    first = CompanyContactFactory(user=UserFactory())
    second = CompanyContactFactory(company=first.company, user=UserFactory())
    company = identify(company=first.company)
    enter(company, "save", account=str(second.user_id))
    assert OrderDraft.objects.get().account == second.user

    assert enter(company, "save", account=str(UserFactory().pk)).status_code == 422
    assert OrderDraft.objects.get().account == second.user


def test_two_tabs_begin_one_draft(colleague, customer):
    assert start_draft(customer, colleague) == start_draft(customer, colleague)
    assert Basket.objects.count() == 1


def test_the_number_of_queries_does_not_grow_with_the_goods(
    enter, client, customer, django_assert_max_num_queries
):
    for number in range(6):
        enter(customer, f"add:{ProductFactory(title=f'Cup {number}').pk}", pieces="1")
    with django_assert_max_num_queries(45):
        client.get(url("order_entry", customer))


def test_a_product_with_required_options_asks_for_them(enter, customer, bowl):
    engraving = Option.objects.create(name="Engraving", code="engraving", type=Option.TEXT, required=True)
    day = Option.objects.create(name="Day", code="day", type=Option.DATE, required=False)
    bowl.product_options.set([engraving, day])
    field = f"options-{bowl.pk}"

    asked = enter(customer, f"add:{bowl.pk}", pieces="3")
    assert (asked.status_code, f'name="{field}-engraving"' in asked.text, quantities()) == (422, True, [])
    typed = {field: "1", f"{field}-engraving": "Ada", "pieces": "3"}
    wrong = enter(customer, f"add:{bowl.pk}", **typed, **{f"{field}-day": "someday"})
    assert (wrong.status_code, 'value="Ada"' in wrong.text, quantities()) == (422, True, [])
    assert 'name="pieces" value="3"' in wrong.text

    enter(customer, f"add:{bowl.pk}", **typed)

    line = OrderDraft.objects.get().basket.lines.get()
    assert (line.quantity, [(said.option, said.value) for said in line.attributes.all()]) == (
        3,
        [(engraving, "Ada")],
    )


def test_what_is_hidden_of_the_customer_is_not_told_by_their_order(client, write_draft, bowl):
    clerk = UserFactory(is_staff=True)
    group = Group.objects.create(name="Clerks")
    for name in ("wagtailadmin.access_admin", "customers.view_all_customer", *RIGHTS):
        app, codename = name.split(".")
        group.permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    clerk.groups.add(group)
    for field in ("email", "phone"):
        FieldRight.objects.create(group=group, field=field, access="hidden")
    company = CompanyFactory()
    customer = CustomerFactory(name="Harbour Kitchens", company=company, kind="company")
    for number in (1, 2):
        user = UserFactory(email=f"hidden{number}@example.com", first_name="", last_name="")
        CompanyContactFactory(user=user, company=company)
    address = {**ADDRESS, "phone_number": "+494012345678"}
    write_draft(customer, {bowl: 1}, by=clerk, address=address)
    client.force_login(clerk)

    pages = [client.get(url(page, customer)) for page in ("order_entry", "order_entry_review")]

    assert [page.status_code for page in pages] == [200, 200]
    assert ["hidden1@" in page.text or "hidden2@" in page.text for page in pages] == [False, False]
    assert "12345678" not in pages[1].text.replace(" ", "")
