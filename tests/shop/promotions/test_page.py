"""The list, the page of a promotion, its results, the simulator, the calendar and the settings."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from shop.offer.models import ConditionalOffer
from shop.promotions import services
from shop.promotions.models import Promotion, PromotionSettings
from shop.voucher.models import Voucher
from tests.config.roles.people import member
from tests.shop.factories import OrderFactory, ProductFactory, StaffFactory, UserFactory
from tests.shop.offer.makers import basket_with, make_offer, range_of
from tests.shop.promotions.makers import make_promotion, need_approval

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
DAY = timedelta(days=1)


@pytest.fixture
def marketer(client):
    user = member("marketing")
    client.force_login(user)
    client.user = user
    return client


def act(client, promotion, action, **values):
    return client.post(f"/cms/promotions/{promotion.pk}/", {"action": action, **values}, follow=True)


def state_of(promotion):
    return Promotion.objects.get(pk=promotion.pk).state


def test_made_asked_for_and_approved_by_somebody_else(client, marketer):
    need_approval()
    promotion = make_promotion()
    page = act(marketer, promotion, "launch").content.decode()
    assert state_of(promotion) == "waiting"
    assert "Somebody else has to approve it." in page
    promotion.refresh_from_db()
    act(marketer, promotion, "approve", digest=promotion.digest)
    assert state_of(promotion) == "waiting"

    client.force_login(member("marketing"))
    assert "Refuse" in client.get(f"/cms/promotions/{promotion.pk}/").content.decode()
    refused = client.post(
        f"/cms/promotions/{promotion.pk}/", {"action": "refuse", "digest": promotion.digest}
    )
    assert (refused.status_code, state_of(promotion)) == (422, "waiting")
    act(client, promotion, "approve", digest=promotion.digest)
    assert state_of(promotion) == "approved"


def test_who_may_not_approve_is_refused(client):
    need_approval()
    promotion = services.launch(make_promotion(), by=StaffFactory())
    user = member("content editor")
    client.force_login(user)
    answer = client.post(
        f"/cms/promotions/{promotion.pk}/", {"action": "approve", "digest": promotion.digest}
    )
    assert answer.status_code == 403
    assert state_of(promotion) == "waiting"


def test_pause_resume_end_and_duplicate(marketer):
    promotion = services.launch(make_promotion(), by=marketer.user)
    for action, state in (("pause", "Suspended"), ("resume", "Open")):
        act(marketer, promotion, action)
        assert ConditionalOffer.objects.get().status == state
    act(marketer, promotion, "end")
    assert ConditionalOffer.objects.get().end_datetime is not None
    act(marketer, promotion, "duplicate")
    assert Promotion.objects.count() == 2


def test_unique_codes_are_made_on_the_page_and_found(marketer):
    promotion = make_promotion(offer_type=ConditionalOffer.VOUCHER)
    act(marketer, promotion, "make_codes", count="3", beginning="")
    code = Voucher.objects.order_by("pk").first().code
    assert Voucher.objects.count() == 3
    found = marketer.get("/cms/promotions/", {"q": code}).content.decode()
    assert f"/cms/promotions/{promotion.pk}/" in found
    assert marketer.get(f"/cms/promotions/{promotion.pk}/").content.decode().count("export=csv") == 1

    refused = marketer.post(
        f"/cms/promotions/{promotion.pk}/", {"action": "make_codes", "count": "2000000", "beginning": "a b"}
    )
    assert (refused.status_code, Voucher.objects.count()) == (422, 3)


def test_list_tells_each_state_and_filters_by_it(marketer):
    now = timezone.now()
    running = services.launch(make_promotion(name="Running"), by=marketer.user)
    for name, dates in (("Over", {"end_datetime": now - DAY}), ("Planned", {"start_datetime": now + DAY})):
        services.launch(make_promotion(name=name, **dates), by=marketer.user)
    make_promotion(name="Draft")
    page = marketer.get("/cms/promotions/", {"state": "running"}).content.decode()
    assert [name in page for name in ("Running", "Over", "Planned")] == [True, False, False]
    for state, name in (("over", "Over"), ("planned", "Planned"), ("draft", "Draft")):
        assert name in marketer.get("/cms/promotions/", {"state": state}).content.decode()
    assert running.state == "approved"


@pytest.mark.parametrize("number", [2, 12], ids=["few", "many"])
def test_list_costs_the_same_for_many(marketer, django_assert_max_num_queries, number):
    for _each in range(number):
        make_promotion()
    marketer.get("/cms/promotions/")
    with django_assert_max_num_queries(40):
        marketer.get("/cms/promotions/")


def test_results_for_who_may_see_them(client, marketer):
    promotion = services.launch(make_promotion(), by=marketer.user)
    order = OrderFactory(basket=basket_with((ProductFactory(price="24.00"), 1)))
    assert order.discounts.count() == 1
    url = f"/cms/promotions/{promotion.pk}/results/"
    page = marketer.get(url).content.decode()
    assert "New customers" in page
    assert marketer.get(url, {"export": "csv"}).content.decode().splitlines() == [
        "orders,new_customers",
        "1,1",
    ]
    assert order.number not in marketer.get(url, {"export": "orders"}).content.decode()

    client.force_login(StaffFactory())
    lines = client.get(url, {"export": "csv"}).content.decode().splitlines()
    assert lines[1].split(",")[1] == "1"
    assert order.number in client.get(url, {"export": "orders"}).content.decode()
    client.force_login(member("content editor"))
    assert client.get(url).status_code == 403


def test_simulator_shows_what_fires(marketer):
    product = ProductFactory()
    make_offer(name="Ten off")
    make_offer(name="Far away", needs=("Value", 900))
    url = "/cms/promotion-simulator/"
    page = marketer.post(url, {"products": [product.pk], f"quantity_{product.pk}": "2"}).content.decode()
    fired, left = page.index("These fire"), page.index("These do not")
    assert fired < page.index("Ten off", fired) < left < page.index("Far away", left)
    assert marketer.post(url, {"products": [], "email": "x"}).status_code == 422
    promotion = make_promotion(on=range_of(product))
    assert product.get_title() in marketer.get(url, {"promotion": promotion.pk}).content.decode()
    assert marketer.get(url, {"promotion": "nonsense"}).status_code == 200


@pytest.mark.parametrize("view", ["month", "week", "list", "nonsense"])
def test_calendar_shows_what_is_live_and_what_meets(marketer, view):
    now, some = timezone.now(), range_of(ProductFactory())
    dates = {"start_datetime": now, "end_datetime": now + DAY}
    make_offer(name="First", on=some, **dates)
    make_offer(name="Second", on=some, **dates)
    make_offer(name="Elsewhere", on=range_of(ProductFactory()), **dates)
    response = marketer.get("/cms/publishing-calendar/", {"view": view})
    assert {entry.title for entry in response.context["entries"]} == {"First", "Second", "Elsewhere"}
    meeting = [{each.one.title, each.other.title} for each in response.context["conflicts"]]
    assert meeting == [{"First", "Second"}]


@pytest.mark.parametrize("day", ["", "nonsense", "0001-01-01", "9999-12-31"])
def test_calendar_takes_any_day(marketer, day):
    assert marketer.get("/cms/publishing-calendar/", {"day": day}).status_code == 200


def test_settings_are_the_administrators(client, marketer):
    url = "/cms/promotion-settings/"
    assert marketer.get(url).status_code == 403
    client.force_login(StaffFactory())
    client.get(url)
    answers = {"needs_approval": "on", "free_percent": "10", "free_amount": "5"}
    assert client.post(url, {**answers, "free_percent": "101"}).status_code == 422
    assert client.post(url, answers).status_code == 302
    rules = PromotionSettings.load()
    assert (rules.needs_approval, rules.free_percent, rules.free_amount) == (True, 10, 5)


def test_the_way_to_the_results_is_for_who_may_see_results(marketer, client):
    promotion = make_promotion()
    url = reverse("promotion_results", args=[promotion.pk])
    page = f"/cms/promotions/{promotion.pk}/"
    assert (url in marketer.get(page).content.decode(), marketer.get(url).status_code) == (True, 200)

    reader = UserFactory(is_staff=True)
    seen = ["access_admin", "view_promotion", "view_order"]
    reader.user_permissions.set(Permission.objects.filter(codename__in=seen))
    client.force_login(reader)
    assert (url in client.get(page).content.decode(), client.get(url).status_code) == (False, 403)


def test_an_offer_that_was_unapproved_beside_its_promotion_is_told(client, marketer):
    promotion = make_promotion(name="Odd", state="approved")
    for path in ("/cms/promotions/?state=unapproved", f"/cms/promotions/{promotion.pk}/"):
        answer = client.get(path)
        assert (answer.status_code, "waiting for approval" in answer.content.decode()) == (200, True)


def test_list_opens_for_who_may_delete_everything(client):
    make_promotion(name="Ten")
    client.force_login(StaffFactory())
    assert "Ten" in client.get("/cms/promotions/").content.decode()
