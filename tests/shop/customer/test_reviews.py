import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from shop.catalogue.images import ensure_rendition, rendition_name
from shop.reviews.models import ProductReview, ReviewPhoto
from tests.shop.factories import ProductFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def user(client):
    user = UserFactory()
    client.force_login(user)
    return user


def review_of(user, **changes):
    words = {"score": 4, "title": "Stands well", "body": "Heavy enough for branches."}
    return ProductReview.objects.create(product=ProductFactory(), user=user, **words | changes)


def photo_of(review):
    file = io.BytesIO()
    Image.new("RGB", (40, 50), "#2f6d7c").save(file, "WEBP")
    photo = ReviewPhoto(review=review)
    photo.picture.save("photo.webp", ContentFile(file.getvalue()))
    return photo


def shown(client):
    return client.get(reverse("customer:reviews-list")).context["reviews"]


def test_a_stranger_is_asked_to_log_in(client):
    review = review_of(UserFactory())

    for url in (reverse("customer:reviews-list"), reverse("customer:review-delete", args=[review.pk])):
        assert client.get(url)["Location"].startswith("/accounts/login/?next=")


def test_ones_own_reviews_are_listed_whatever_became_of_them(client, user):
    review_of(UserFactory())
    mine = [review_of(user, status=status) for status, _name in ProductReview.STATUS_CHOICES]

    assert sorted((r.pk, r.status) for r in shown(client)) == sorted((r.pk, r.status) for r in mine)


def test_a_list_without_reviews_leads_on(client, user):
    page = client.get(reverse("customer:reviews-list")).content.decode()

    assert reverse("customer:order-list") in page.split("account-body")[1]


def test_a_review_is_taken_back_after_a_question_with_its_files(
    client, user, django_capture_on_commit_callbacks
):
    review = review_of(user, status=ProductReview.APPROVED)
    name = str(photo_of(review).picture)
    ensure_rendition(name, 360)
    url = reverse("customer:review-delete", args=[review.pk])

    assert client.get(url).status_code == 200
    assert ProductReview.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url)

    assert not ProductReview.objects.exists()
    assert not default_storage.exists(name)
    assert not default_storage.exists(rendition_name(name, 360))
    review.product.refresh_from_db()
    assert review.product.rating is None


def test_nobody_takes_anothers_review_back(client, user):
    review = review_of(UserFactory())

    assert client.post(reverse("customer:review-delete", args=[review.pk])).status_code == 404
    assert ProductReview.objects.get() == review


def test_the_list_takes_as_many_queries_for_one_as_for_three(client, user):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            shown(client)
        return len(captured)

    photo_of(review_of(user))
    queries()
    with_one = queries()
    photo_of(review_of(user))
    photo_of(review_of(user))

    assert queries() == with_one
