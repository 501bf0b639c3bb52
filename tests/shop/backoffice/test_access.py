from functools import partial

import pytest
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.session import SessionStorage
from django.contrib.sessions.backends.db import SessionStore
from django.shortcuts import redirect
from django.urls import reverse

from shop.backoffice.access import BackOfficeAccessMiddleware, write_permissions
from tests.crm_core.factories import staff_with
from tests.shop.dashboard.walking import dashboard_views
from tests.shop.factories import OrderFactory, StaffFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def test_every_view_is_below_the_back_office():
    views = set(dashboard_views())

    assert len(views) > 60
    assert {view for view in views if not view.startswith("/cms/shop/")} == set()


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_view_sends_strangers_to_the_one_login(client, method):
    for view in dashboard_views():
        response = getattr(client, method)(view)
        assert (view, response.status_code) == (view, 302)
        assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_view_refuses_staff_without_rights(client, method):
    client.force_login(staff_with())

    ask = partial(getattr(client, method), headers={"accept": "text/plain"})
    answers = {view: ask(view).status_code for view in dashboard_views()}

    # The front page shows nothing and only leads on.
    assert {view: status for view, status in answers.items() if status != 403} == {"/cms/shop/": 302}


@pytest.mark.parametrize(
    ("accept", "kind", "words"),
    [
        ("text/plain", "text/plain; charset=utf-8", "Your role does not include this page"),
        ("text/html,*/*;q=0.8", "text/html; charset=utf-8", "Back to your start page"),
        ("*/*", "text/html; charset=utf-8", "Back to your start page"),
    ],
)
@pytest.mark.parametrize("address", ["/cms/shop/orders/", "/cms/groups/new/"])
def test_a_script_is_refused_in_a_line_and_a_reader_by_a_page(client, address, accept, kind, words):
    client.force_login(staff_with())

    response = client.get(address, headers={"accept": accept})

    assert (response.status_code, response["Content-Type"]) == (403, kind)
    assert words in response.content.decode()
    assert ("<html" in response.content.decode()) is (accept != "text/plain")


@pytest.mark.parametrize(
    "page", ["/cms/", "/cms/shop/", "/cms/shop/orders/", "/cms/shop/catalogue/", "/cms/pages/"]
)
def test_buyers_are_told_that_the_door_is_for_staff(client, page):
    client.force_login(UserFactory())

    response = client.get(page)

    assert response.status_code == 403
    assert "Your account has no staff access" in response.content.decode()


def test_staff_flag_without_admin_access_opens_nothing(client):
    client.force_login(UserFactory(is_staff=True))

    assert client.get("/cms/shop/orders/").status_code == 403
    assert client.get("/cms/").status_code == 403


def test_oscars_login_and_flat_pages_do_not_answer(client):
    client.force_login(StaffFactory())

    assert client.get("/cms/shop/login/").status_code == 404
    assert client.get("/cms/shop/logout/").status_code == 404
    assert client.get("/cms/shop/pages/").status_code == 404
    assert client.get("/shop/dashboard/").status_code == 404


def test_wagtails_login_leads_to_the_one_login(client):
    response = client.get("/cms/login/?next=/cms/customers/")

    assert (response.status_code, response.url) == (302, f"{reverse('account_login')}?next=/cms/customers/")


def test_who_may_see_orders_may_not_change_them(client):
    order = OrderFactory(number="K-1")
    client.force_login(staff_with("order.view_order"))

    assert client.get("/cms/shop/orders/K-1/").status_code == 200
    response = client.post(
        "/cms/shop/orders/K-1/", {"order_action": "change_order_status", "new_status": "Cancelled"}
    )

    order.refresh_from_db()
    assert (response.status_code, order.status) == (403, "Pending payment")


def test_staff_cancel_an_order_and_its_pieces_are_free(client):
    order = OrderFactory(number="K-1")
    line = order.lines.get()
    client.force_login(staff_with("order.view_order", "order.change_order"))

    client.post("/cms/shop/orders/K-1/", {"order_action": "change_order_status", "new_status": "Cancelled"})

    order.refresh_from_db()
    line.stockrecord.refresh_from_db()
    assert (order.status, line.stockrecord.num_allocated) == ("Cancelled", 0)


def test_front_page_of_the_dashboard_leads_staff_to_the_start_page(client):
    client.force_login(staff_with("catalogue.view_product"))

    response = client.get("/cms/shop/")

    assert (response.status_code, response.url) == (302, "/cms/")


@pytest.mark.parametrize(
    ("seeing", "writing"),
    [
        (["order.view_order"], ["order.view_order", "order.change_order"]),
        (["order.view_order", "order.change_order"], ["order.view_order", "order.change_order"]),
        ((["order.view_order"], ["is_staff"]), (["order.view_order", "order.change_order"], ["is_staff"])),
        (
            ["catalogue.view_product", "catalogue.delete_product"],
            ["catalogue.view_product", "catalogue.delete_product"],
        ),
    ],
)
def test_writing_needs_more_than_seeing(seeing, writing):
    assert write_permissions(seeing) == writing


def led_home(rf, level, text):
    """Pass a request whose view leads home with a message, while an older one waits; return answer and messages."""
    request = rf.get("/cms/reports/")
    request.user, request.session = staff_with(), SessionStore()
    request._messages = SessionStorage(request)
    request.session[SessionStorage.session_key] = request._messages.serialize_messages(
        [Message(messages.ERROR, "An older one")]
    )

    def view(request):
        messages.add_message(request, level, text)
        return redirect("/cms/")

    response = BackOfficeAccessMiddleware(view)(request)
    request._messages.update(response)
    return response, [message.message for message in SessionStorage(request)]


def test_an_error_on_the_way_home_is_a_refusal_whatever_its_words_and_what_waited_is_shown(rf):
    response, waiting = led_home(rf, messages.ERROR, "Keine Erlaubnis")

    page = response.content.decode()
    assert (response.status_code, waiting) == (403, [])
    assert (page.count("An older one"), page.count("Keine Erlaubnis")) == (1, 0)


def test_good_news_on_the_way_home_are_no_refusal_and_wait_to_be_shown(rf):
    response, waiting = led_home(rf, messages.SUCCESS, "Saved")

    assert (response.status_code, waiting) == (302, ["An older one", "Saved"])
