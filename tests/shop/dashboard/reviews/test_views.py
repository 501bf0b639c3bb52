import pytest

from shop.reviews.models import ProductReview, ReviewPhoto
from tests.crm_core.factories import staff_with
from tests.shop.dashboard.reviews.samples import write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
LIST = "/cms/shop/reviews/"
WAITING, SHOWN, NOT_SHOWN = 0, 1, 2


@pytest.fixture
def user():
    return staff_with("reviews.view_productreview", "reviews.change_productreview")


@pytest.fixture
def staff(client, user):
    client.force_login(user)
    return client


def found(response):
    return [review.title for review in response.context["object_list"]]


def test_queue_is_filtered_and_searched(staff):
    write("One", score=5)
    write("Two", status=SHOWN, score=2)
    ReviewPhoto.objects.create(review=write("Three", status=NOT_SHOWN), picture="images/reviews/a.webp")

    assert found(staff.get(LIST)) == ["Three", "Two", "One"]
    assert found(staff.get(LIST + "?status=0")) == ["One"]
    assert found(staff.get(LIST + "?score=2&score=5")) == ["Two", "One"]
    assert found(staff.get(LIST + "?photos=true")) == ["Three"]
    assert found(staff.get(LIST + "results/?q=tw")) == ["Two"]


def test_list_costs_the_same_for_one_and_three(staff, django_assert_max_num_queries):
    counts = []
    for number in (1, 2):
        for _review in range(number):
            ReviewPhoto.objects.create(review=write(), picture="images/reviews/a.webp")
        staff.get(LIST)
        with django_assert_max_num_queries(25) as captured:
            rows = len(found(staff.get(LIST)))
        counts.append((rows, len(captured)))

    assert [rows for rows, _queries in counts] == [1, 3]
    assert counts[0][1] == counts[1][1]


def test_approving_shows_it_and_goes_on_with_the_next(staff, user):
    first, second = write("One", score=5), write("Two")

    response = staff.post(f"{LIST}{second.pk}/", {"decision": "approve"})

    second.refresh_from_db()
    assert response.url == f"{LIST}{first.pk}/"
    assert (second.status, second.decision.decided_by) == (SHOWN, user)
    second.product.refresh_from_db()
    assert second.product.rating == 4


def test_rejecting_asks_for_a_reason_and_keeps_it(staff):
    review = write()

    refused = staff.post(f"{LIST}{review.pk}/", {"decision": "reject", "reason": " "})
    review.refresh_from_db()
    assert (refused.status_code, review.status) == (422, WAITING)
    staff.post(f"{LIST}{review.pk}/", {"decision": "reject", "reason": "An advertisement"})
    review.refresh_from_db()
    assert (review.status, review.decision.reason) == (NOT_SHOWN, "An advertisement")


def test_answer_is_read_below_the_review(client, staff):
    review = write(status=SHOWN)

    staff.post(f"{LIST}{review.pk}/", {"reply": "Thank you, Ada."})

    client.logout()
    assert "Thank you, Ada." in client.get(review.product.get_absolute_url()).content.decode()
    client.force_login(staff_with("reviews.view_productreview", "reviews.change_productreview"))
    client.post(f"{LIST}{review.pk}/", {"reply": ""})
    assert "Thank you, Ada." not in client.get(review.product.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("action", "status"), [("approve", SHOWN), ("reject", NOT_SHOWN)])
def test_several_are_decided_at_once(staff, action, status):
    reviews = [write("One"), write("Two"), write("Three", status=status)]
    query = "&".join(f"id={review.pk}" for review in reviews)
    url = f"/cms/bulk/reviews/productreview/{action}/?{query}&next={LIST}"

    assert [entry["item"].title for entry in staff.get(url).context["items"]] == ["One", "Two"]
    assert staff.post(url, {"reason": "Spam"}).status_code == 302
    assert set(ProductReview.objects.values_list("status", flat=True)) == {status}


def test_rejecting_several_without_a_reason_changes_nothing(staff):
    review = write()
    staff.post(f"/cms/bulk/reviews/productreview/reject/?id={review.pk}&next={LIST}", {"reason": ""})

    review.refresh_from_db()
    assert review.status == WAITING


def test_who_may_only_read_decides_nothing(client):
    review = write()
    client.force_login(staff_with("reviews.view_productreview"))

    assert client.get(f"{LIST}{review.pk}/").status_code == 200
    assert client.post(f"{LIST}{review.pk}/", {"decision": "approve"}).status_code == 403
    assert client.post(f"/cms/bulk/reviews/productreview/approve/?id={review.pk}").status_code == 403
    review.refresh_from_db()
    assert review.status == WAITING


def test_who_may_not_see_reviews_sees_none(client):
    client.force_login(staff_with("order.view_order"))

    assert client.get(LIST).status_code == 403
    assert client.get(f"{LIST}results/").status_code == 403
