from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from crm_core.customers.services import identify
from crm_core.timeline.models import TimelineEntry
from personalization.interactions.models import Interaction
from shop.act_as.access import may_act_for
from shop.act_as.middleware import ActAsMiddleware
from shop.act_as.models import ActAsEntry, ActAsSession
from shop.act_as.services import ActingRefusedError, end, start
from shop.audit.acting import ActingUserMiddleware
from shop.audit.models import AuditEntry
from shop.audit.services import record
from shop.basket.models import Basket
from shop.events.tasks import deliver_due
from shop.order.models import Order
from shop.payments.models import GatewayCustomer
from shop.payments.stripe.cards import saved_cards
from shop.user.models import User
from tests.shop.checkout.walk import url, walk_to_review
from tests.shop.factories import ProductFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.usefixtures("site")
NOW = timezone.now()
HOME = "/shop/accounts/"


def rep_with(*codenames):
    """Make a colleague with these rights and the one to act."""
    user = UserFactory(is_staff=True, first_name="Rita", last_name="Rep")
    names = ["access_admin", "start_actassession", "view_customer", *codenames]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return User.objects.get(pk=user.pk)


@pytest.fixture
def buyer(db):
    user = UserFactory(first_name="Ada", last_name="Buyer")
    identify(user=user)
    return user


@pytest.fixture
def rep(client, db):
    user = rep_with("view_all_customer")
    client.force_login(user)
    return user


def begin(client, buyer, reason="Called about an order"):
    return client.post(reverse("act_as_start", args=[buyer.pk]), {"reason": reason})


def test_rep_sees_the_shop_as_the_buyer_with_a_banner_and_stays_themselves_in_the_office(client, rep, buyer):
    key = client.session.session_key
    response = begin(client, buyer)

    assert response.url == reverse("catalogue:index")
    assert client.session.session_key != key
    page = client.get(HOME)
    assert page.wsgi_request.user == buyer
    shown = " ".join(page.content.decode().split())
    for words in ("Rita Rep acts for", "Ada Buyer", "Called about an order", "minutes left"):
        assert words in shown
    assert "no-store" in page["Cache-Control"]
    assert client.get(reverse("customers:index")).wsgi_request.user == rep
    assert 'class="acting"' in client.get("/shop/catalogue/").content.decode()


def test_reason_is_asked_for(client, rep, buyer):
    response = begin(client, buyer, reason="  ")

    assert response.status_code == 422
    assert not ActAsSession.objects.exists()
    with pytest.raises(ValueError, match="reason"):
        start(rep, buyer, reason=" ", now=NOW)


def test_each_page_is_noted_by_its_name_and_never_by_what_was_sent(client, rep, buyer):
    begin(client, buyer)
    client.get(HOME)
    client.post(reverse("customer:address-create"), {"line1": "Secret street"})
    client.get("/nothing-here/")

    assert list(ActAsEntry.objects.values_list("method", "view", "status")) == [
        ("GET", "customer:summary", 200),
        ("POST", "customer:address-create", 200),
        ("GET", "wagtail_serve", 404),
    ]


def test_end_leads_back_to_oneself(client, rep, buyer):
    begin(client, buyer)
    key = client.session.session_key

    client.post("/act-as/end/")

    assert client.session.session_key != key
    assert client.get(HOME).wsgi_request.user == rep
    session = ActAsSession.objects.get()
    assert (session.end, session.ended_at is not None) == ("stopped", True)
    assert not end(session, how=ActAsSession.End.EXPIRED, now=NOW)


def test_it_ends_when_the_time_is_up(client, rep, buyer):
    begin(client, buyer)
    session = ActAsSession.objects.get()
    early = NOW - timedelta(hours=2)
    ActAsSession.objects.bulk_create(
        [
            ActAsSession(
                staff=UserFactory(is_staff=True),
                user=buyer,
                reason="-",
                started_at=early,
                expires_at=early + timedelta(hours=1),
            )
        ]
    )
    late = ActAsSession.objects.exclude(pk=session.pk).get()
    browser = client.session
    browser["act_as"] = late.pk
    browser.save()
    client.force_login(late.staff)
    browser = client.session
    browser["act_as"] = late.pk
    browser.save()

    response = client.post(reverse("basket:add", args=[ProductFactory().pk]), {"quantity": "1"})

    assert response.url == "/"
    late.refresh_from_db()
    assert late.end == "expired"
    assert not Basket.objects.filter(owner=buyer).exists()


def test_it_ends_when_the_right_is_withdrawn(client, rep, buyer):
    begin(client, buyer)
    rep.user_permissions.remove(Permission.objects.get(codename="start_actassession"))

    page = client.get(HOME)

    assert page.wsgi_request.user == rep
    assert "You no longer act for a customer" in page.content.decode()
    assert ActAsSession.objects.get().end == "right-lost"


def test_it_ends_with_logging_out(client, rep, buyer):
    begin(client, buyer)

    client.post(reverse("account_logout"))

    assert ActAsSession.objects.get().end == "logged-out"
    assert not client.get("/shop/catalogue/").wsgi_request.user.is_authenticated


def test_another_log_in_cannot_use_the_session(client, rep, buyer):
    session = start(rep, buyer, reason="-", now=NOW)
    client.force_login(rep_with("view_all_customer"))
    browser = client.session
    browser["act_as"] = session.pk
    browser.save()

    assert client.get(HOME).wsgi_request.user != buyer


@pytest.mark.parametrize(
    "address",
    [
        *("/accounts/password/change/", "/accounts/email/", "/accounts/2fa/", "/accounts/sessions/"),
        *(
            "/accounts/data/",
            "/accounts/data/download/",
            "/accounts/data/deletion/",
            "/accounts/preferences/",
        ),
        *("/accounts/cards/", "/accounts/cards/add/", "/accounts/reauthenticate/", "/accounts/login/"),
        *("/shop/accounts/profile/edit/", "/shop/checkout/pay/K-1/", "/shop/checkout/pay/K-1/prepare/"),
        *("/subscriptions/account/", "/consent/", "/company/register/", "/zh-hans/accounts/email/"),
    ],
)
def test_owners_pages_stay_closed(client, rep, buyer, address):
    begin(client, buyer)

    for method in ("get", "post"):
        response = getattr(client, method)(address)
        assert response.status_code == 403
        assert "act_as/refused.html" in [template.name for template in response.templates]


def test_cards_are_never_read(rep, buyer):
    """Stripe would be asked, without a key, and raise."""
    GatewayCustomer.objects.create(user=buyer, reference="cus_1")
    buyer.acted_by = rep

    assert saved_cards(buyer) == []


def test_nobody_acts_for_colleagues(rep, client):
    colleague, boss = UserFactory(is_staff=True), StaffFactory(is_staff=False)

    for other in (colleague, boss, rep, UserFactory(is_active=False)):
        assert not may_act_for(rep, other)
        assert begin(client, other).status_code == 403
        with pytest.raises(ActingRefusedError):
            start(rep, other, reason="-", now=NOW)
    assert not may_act_for(UserFactory(), UserFactory())


def test_rep_acts_for_customers_they_see_only(client, buyer):
    rep = rep_with()
    client.force_login(rep)
    customer = identify(user=buyer)
    choose = reverse("act_as_choose", args=[customer.pk])

    assert begin(client, buyer).status_code == 403
    assert client.get(choose).status_code == 404
    customer.owner = rep
    customer.save()
    assert client.get(choose).url == reverse("act_as_start", args=[buyer.pk])
    assert begin(client, buyer).status_code == 302
    assert client.get(HOME).wsgi_request.user == buyer
    customer.owner = None
    customer.save()
    assert client.get(HOME).wsgi_request.user == rep


def test_who_lacks_the_right_is_refused(client, buyer):
    user = UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", "view_customer"]))
    client.force_login(user)

    assert begin(client, buyer).status_code == 403
    assert client.get(reverse("act_as_sessions:index")).status_code == 403


def test_own_basket_and_behaviour_stay_out_of_what_is_done_for_the_buyer(client, rep, buyer):
    mine, theirs = ProductFactory(), ProductFactory()
    client.cookies["oscar_open_basket"] = "1:forged"
    client.post(reverse("basket:add", args=[mine.pk]), {"quantity": "1"})
    begin(client, buyer)

    client.get(theirs.get_absolute_url())
    client.post(reverse("basket:add", args=[theirs.pk]), {"quantity": "2"})

    assert [line.product for line in Basket.objects.get(owner=buyer).lines.all()] == [theirs]
    assert [line.product for line in Basket.objects.get(owner=rep).lines.all()] == [mine]
    assert not Interaction.objects.exists()


def test_order_says_who_placed_it(client, rep, buyer):
    begin(client, buyer)
    sent = walk_to_review(client, ProductFactory())
    client.post(url("preview"), sent)

    order = Order.objects.get()
    assert order.user == buyer
    note = order.notes.get()
    assert note.user == rep
    assert "Called about an order" in note.message


def test_timeline_tells_beginning_and_end(client, rep, buyer):
    begin(client, buyer)
    client.get(HOME)
    client.post("/act-as/end/")
    deliver_due()
    deliver_due()

    told = TimelineEntry.objects.filter(kind="acted_for").order_by("pk")
    assert [
        (entry.data["phase"], entry.data["pages"]) for entry in told if entry.data["phase"] == "ended"
    ] == [("ended", 1)]
    assert told.count() == 2
    assert told[0].data["staff"] == "Rita Rep"
    assert told[0].data["reason"] == "Called about an order"


def test_acting_for_another_ends_the_first(rep, buyer):
    first = start(rep, buyer, reason="-", now=NOW)
    start(rep, UserFactory(), reason="-", now=NOW)

    first.refresh_from_db()
    assert first.end == "replaced"
    assert ActAsSession.objects.filter(ended_at=None).count() == 1


def test_database_keeps_what_was_noted(rep, buyer):
    session = start(rep, buyer, reason="-", now=NOW)
    ActAsEntry.objects.create(session=session, at=NOW, method="GET", view="x", status=200)

    for change in (
        lambda: ActAsSession.objects.update(reason="Other"),
        lambda: ActAsEntry.objects.update(view="y"),
        lambda: ActAsEntry.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_audit_names_the_colleague(client, rep, buyer, rf):
    buyer.acted_by = rep
    request = rf.get("/")
    request.user = buyer
    ActingUserMiddleware(lambda _request: record("viewed"))(request)

    assert AuditEntry.objects.latest("pk").actor_id == rep.pk


def test_list_shows_sessions_and_pages_to_who_has_the_right(client, rep, buyer):
    begin(client, buyer)
    client.get(HOME)
    client.post("/act-as/end/")
    rep.user_permissions.add(Permission.objects.get(codename="view_actassession"))

    listed = client.get(reverse("act_as_sessions:index")).content.decode()
    page = client.get(
        reverse("act_as_sessions:inspect", args=[ActAsSession.objects.get().pk])
    ).content.decode()

    assert buyer.email in listed
    assert "customer:summary" in page


def test_pages_of_others_cost_no_query_more(client, django_assert_num_queries, rf):
    """Without a session there is nothing to look at."""
    with django_assert_num_queries(0):
        assert ActAsMiddleware(lambda _request: "answered")(rf.get("/")) == "answered"
