import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shop.events.models import Delivery
from shop.events.services import publish, publish_all
from tests.shop.events.declared import KilnOpened, PotSold, PotThrown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
INDEX = reverse("events:index")
REPLAY_DEAD = reverse("events:replay_dead")


@pytest.fixture
def log_in(client):
    """Logs in a member of staff with these permissions and no other."""

    def with_permissions(*codenames):
        user = get_user_model().objects.create(email=f"{'-'.join(codenames)}@example.com", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
        client.force_login(user)

    return with_permissions


def listed(response):
    return [delivery.event.name for delivery in response.context["deliveries"]]


def test_list_shows_the_newest_first_and_filters(client, log_in, recorder):
    log_in("view_delivery")
    heard = recorder()
    publish_all([PotThrown(pot_id=1), PotSold(pot_id=1, price="9"), KilnOpened()])
    Delivery.objects.filter(event__name="PotSold").update(
        state="dead", attempts=12, error="ValueError('cracked')\n"
    )

    assert listed(client.get(INDEX)) == ["KilnOpened", "PotSold", "PotThrown"]
    assert listed(client.get(INDEX, {"state": "dead"})) == ["PotSold"]
    assert listed(client.get(INDEX, {"event_name": "PotThrown"})) == ["PotThrown"]
    assert listed(client.get(INDEX, {"subscriber": heard.path, "state": "pending"})) == [
        "KilnOpened",
        "PotThrown",
    ]
    assert listed(client.get(INDEX, {"state": "lost"})) == []


def test_list_pages_by_id_and_says_when_it_is_over(client, log_in, recorder):
    log_in("view_delivery")
    recorder()
    publish_all(PotThrown(pot_id=number) for number in range(51))

    first = client.get(INDEX)
    second = client.get(INDEX + first.context["older_url"])

    assert (len(listed(first)), len(listed(second))) == (50, 1)
    assert second.context["older_url"] == ""
    assert listed(client.get(INDEX, {"before": "x"})) == listed(first)


def test_list_asks_the_same_number_of_queries_for_one_and_three(client, log_in, recorder):
    log_in("view_delivery", "replay_delivery")
    recorder()
    client.get(INDEX)  # what the back office looks up once is known by now
    counts = []
    for numbers in ([1], [2, 3]):
        publish_all(PotThrown(pot_id=number) for number in numbers)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(INDEX)
        counts.append((len(listed(response)), len(queries)))

    assert [rows for rows, _queries in counts] == [1, 3]
    assert counts[0][1] == counts[1][1]


def test_detail_shows_payload_and_error(client, log_in, recorder):
    log_in("view_delivery")
    recorder()
    publish(PotThrown(pot_id=1, glaze="celadon"))
    delivery = Delivery.objects.get()
    Delivery.objects.update(state="dead", error="ValueError('cracked')")

    page = client.get(reverse("events:detail", args=[delivery.pk])).content.decode()

    assert "celadon" in page
    assert "ValueError(&#x27;cracked&#x27;)" in page
    assert reverse("events:replay", args=[delivery.pk]) not in page


def test_replay_one_and_all_dead(client, log_in, recorder):
    log_in("view_delivery", "replay_delivery")
    recorder()
    publish_all([PotThrown(pot_id=1), PotSold(pot_id=2, price="9"), KilnOpened()])
    Delivery.objects.update(state="dead", attempts=12, error="cracked")
    first = Delivery.objects.order_by("pk").first()

    response = client.post(reverse("events:replay", args=[first.pk]))
    assert response.headers["Location"] == reverse("events:detail", args=[first.pk])
    assert list(Delivery.objects.filter(state="pending")) == [first]

    response = client.post(REPLAY_DEAD, {"event_name": "KilnOpened"})
    assert response.headers["Location"] == f"{INDEX}?state=&subscriber=&event_name=KilnOpened"
    assert set(Delivery.objects.filter(state="dead").values_list("event__name", flat=True)) == {"PotSold"}


@pytest.mark.parametrize("permissions", [(), ("replay_delivery",)])
def test_staff_without_the_permission_see_nothing(client, log_in, recorder, permissions):
    log_in(*permissions)
    recorder()
    publish(PotThrown(pot_id=1, glaze="celadon"))

    answers = [client.get(url) for url in (INDEX, reverse("events:detail", args=[Delivery.objects.get().pk]))]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert all(b"PotThrown" not in answer.content for answer in answers)


@pytest.mark.parametrize("permissions", [(), ("view_delivery",), ("replay_delivery",)])
def test_staff_without_the_permissions_replay_nothing(client, log_in, recorder, permissions):
    log_in(*permissions)
    recorder()
    publish(PotThrown(pot_id=1))
    Delivery.objects.update(state="dead")
    urls = (REPLAY_DEAD, reverse("events:replay", args=[Delivery.objects.get().pk]))

    assert [client.post(url).status_code for url in urls] == [403, 403]
    assert Delivery.objects.get().state == "dead"


def test_replay_is_not_done_by_a_link(client, log_in, recorder):
    log_in("view_delivery", "replay_delivery")
    recorder()
    publish(PotThrown(pot_id=1))
    Delivery.objects.update(state="dead")
    urls = (REPLAY_DEAD, reverse("events:replay", args=[Delivery.objects.get().pk]))

    assert [client.get(url).status_code for url in urls] == [405, 405]
    assert Delivery.objects.get().state == "dead"


def test_strangers_are_sent_to_log_in(client):
    assert [client.get(INDEX).status_code, client.post(REPLAY_DEAD).status_code] == [302, 302]
