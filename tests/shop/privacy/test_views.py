import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from oscar.core.loading import get_model

from shop.customer.models import ProductAlert
from shop.privacy.export import EXPORTERS
from shop.privacy.models import DeletionRequest
from shop.privacy.services import request_deletion
from tests.shop.factories import OrderFactory, ProductFactory, StaffFactory, UserAddressFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
ProductReview = get_model("reviews", "ProductReview")
WishList = get_model("wishlists", "WishList")

PASSWORD = "a-long-passphrase"


def log_in(client, user):
    """Log in by password, so that the account has just shown who it is."""
    EmailAddress.objects.get_or_create(user=user, email=user.email, verified=True, primary=True)
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return user


@pytest.fixture
def mei(client):
    return log_in(client, UserFactory(email="mei@example.com", first_name="Mei"))


def copy_of(client):
    response = client.get(reverse("privacy:download"))
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        return {name: json.loads(archive.read(name)) for name in archive.namelist()}


@pytest.mark.parametrize("name", ["preferences", "overview", "download", "deletion"])
def test_a_stranger_is_asked_to_log_in(client, name):
    response = client.get(reverse(f"privacy:{name}"))

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=")


def test_a_stranger_is_asked_to_log_in_before_an_account_is_kept(client):
    response = client.post(reverse("privacy:keep"))

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=")


@pytest.mark.parametrize("name", ["preferences", "overview", "deletion"])
def test_pages_open(client, mei, name):
    assert client.get(reverse(f"privacy:{name}")).status_code == 200


@pytest.mark.parametrize("name", ["download", "deletion"])
def test_long_after_login_it_asks_again_who_it_is(client, mei, name, time_machine):
    time_machine.move_to(timezone.now() + timedelta(minutes=6))

    response = client.get(reverse(f"privacy:{name}"))

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/reauthenticate/?next=")
    client.post(reverse("privacy:deletion"))
    assert not DeletionRequest.objects.exists()


def test_the_language_is_kept_and_the_page_goes_on_in_it(client, mei):
    response = client.post(reverse("privacy:preferences"), {"language": "zh-hant"})

    assert response["Location"] == "/zh-hant/accounts/preferences/"
    mei.refresh_from_db()
    assert mei.language == "zh-hant"


def test_without_a_language_of_ones_own_the_page_goes_on_in_its(client, mei):
    response = client.post("/zh-hans/accounts/preferences/", {"language": ""})

    assert response["Location"] == "/zh-hans/accounts/preferences/"


def test_a_language_that_we_do_not_speak_is_refused(client, mei):
    response = client.post(reverse("privacy:preferences"), {"language": "tlh"})

    assert list(response.context["form"].errors) == ["language"]
    mei.refresh_from_db()
    assert mei.language == ""


def fill(user, title):
    """Give a user something in each part; each carries `title`."""
    product = ProductFactory(title=title)
    OrderFactory(user=user)
    UserAddressFactory(user=user, line1=title)
    ProductReview.objects.create(user=user, product=product, score=4, title=title, body=title)
    WishList.objects.create(owner=user, name=title).add(product)
    ProductAlert.objects.create(user=user, product=product)


def test_the_copy_holds_ones_own_and_nobody_elses(client, mei):
    fill(mei, "Own")
    fill(UserFactory(email="li@example.com"), "Foreign")

    files = copy_of(client)

    assert sorted(files) == sorted([*(f"{name}.json" for name in EXPORTERS.names()), "about.json"])
    assert files["account.json"]["email"] == "mei@example.com"
    own = ["addresses", "orders", "reviews", "wish_lists", "alerts"]
    assert {name: len(files[f"{name}.json"]) for name in own} == dict.fromkeys(own, 1)
    text = json.dumps(files)
    assert "Own" in text
    assert "Foreign" not in text
    assert "li@example.com" not in text
    assert PASSWORD not in text


def test_the_copy_names_orders_with_lines(client, mei):
    order = OrderFactory(user=mei)

    (row,) = copy_of(client)["orders.json"]

    assert (row["number"], row["currency"], row["total_incl_tax"]) == (
        order.number,
        order.currency,
        str(order.total_incl_tax),
    )
    assert [line["title"] for line in row["lines"]] == [line.title for line in order.lines.all()]


def test_the_copy_costs_the_same_for_one_and_three_orders(client, mei):
    counts = []
    for _round in range(2):
        OrderFactory(user=mei)
        with CaptureQueriesContext(connection) as queries:
            copy_of(client)
        counts.append(len(queries))
        OrderFactory(user=mei)
        cache.delete(f"privacy-copy:{mei.pk}")

    assert counts[0] == counts[1]


def test_a_second_copy_has_to_wait(client, mei):
    copy_of(client)

    response = client.get(reverse("privacy:download"))

    assert response["Location"] == reverse("privacy:overview")


def test_asked_for_deletion_the_account_can_be_kept(client, mei):
    client.post(reverse("privacy:deletion"))
    assert client.get(reverse("privacy:overview")).context["deletion"].user == mei

    page = client.post(reverse("privacy:keep"), follow=True)

    assert [str(message) for message in page.context["messages"]] == ["Your account will not be deleted."]
    assert client.get(reverse("privacy:overview")).context["deletion"] is None
    assert DeletionRequest.objects.get().withdrawn_at is not None


def test_nobody_keeps_the_account_of_somebody_else(client, mei):
    foreign = request_deletion(UserFactory(), now=timezone.now())

    client.get(reverse("privacy:overview"))  # reads what the login said
    page = client.post(reverse("privacy:keep"), follow=True)

    assert list(page.context["messages"]) == []
    foreign.refresh_from_db()
    assert foreign.withdrawn_at is None


def test_staff_are_sent_to_an_administrator(client):
    log_in(client, StaffFactory())

    assert client.get(reverse("privacy:deletion"))["Location"] == reverse("privacy:overview")
    client.post(reverse("privacy:deletion"))
    assert not DeletionRequest.objects.exists()


def test_the_way_to_the_copy_may_lead_over_the_question_who_it_is(client, mei):
    page = client.get(reverse("privacy:overview")).content.decode()

    link = re.search(rf'<a [^>]*href="{reverse("privacy:download")}"[^>]*>', page)[0]
    # With it, browsers keep that question as a file and call it the copy.
    assert "download>" not in link
    assert " download=" not in link


def test_the_mail_about_the_end_speaks_the_language_of_the_page(
    client, mei, letters, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/zh-hans{reverse('privacy:deletion')}")

    (letter,) = letters()
    assert "/zh-hans/" in letter.body
    assert re.search("[\u4e00-\u9fff]", letter.subject)
