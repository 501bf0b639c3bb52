import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from shop.order.services import cancel_order
from shop.reviews.forms import MOST_PHOTOS
from shop.reviews.models import ProductReview
from shop.uploads.limits import REVIEW_PHOTO_BYTES
from tests.shop.catalogue.factories import vase
from tests.shop.factories import OrderFactory, ProductFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]

WORDS = {"score": "4", "title": "Stands well", "body": "Heavy enough for branches."}


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def add_url(product):
    return reverse("catalogue:reviews-add", kwargs={"product_slug": product.slug, "product_pk": product.pk})


def list_url(product):
    return reverse("catalogue:reviews-list", kwargs={"product_slug": product.slug, "product_pk": product.pk})


def photo(name="vase.jpg", size=(3000, 2000)):
    file, exif = io.BytesIO(), Image.Exif()
    exif[0x9286] = "taken at home"
    Image.new("RGB", size, "#2f6d7c").save(file, "JPEG", exif=exif)
    return SimpleUploadedFile(name, file.getvalue(), content_type="image/jpeg")


def approve(review):
    review.status = ProductReview.APPROVED
    review.save()


def write(client, product, **changes):
    return client.post(add_url(product), WORDS | changes)


def test_a_stranger_is_asked_to_log_in(client):
    response = write(client, ProductFactory())

    assert response["Location"].startswith("/accounts/login/?next=")
    assert not ProductReview.objects.exists()


def test_a_review_is_shown_when_somebody_has_approved_it(client):
    user, product = UserFactory(first_name="Mei", last_name="Lin"), ProductFactory()
    client.force_login(user)

    assert write(client, product)["Location"] == product.get_absolute_url()
    assert client.get(list_url(product)).context["shown"] == []
    approve(ProductReview.objects.get())

    (shown,) = client.get(list_url(product)).context["shown"]
    assert (shown.author, shown.score, shown.is_verified) == ("Mei L.", 4, False)
    assert "Stands well" in client.get(product.get_absolute_url()).content.decode()


def test_who_bought_it_is_marked_until_the_order_is_cancelled(client):
    parent, (tide,) = vase(("Tide", "28 cm", "148", 9))
    user = UserFactory()
    order = OrderFactory(user=user, lines=[tide])
    approve(ProductReview.objects.create(product=parent, user=user, score=5, title="a", body="b"))

    assert [r.is_verified for r in client.get(list_url(parent)).context["shown"]] == [True]
    cancel_order(order)
    assert [r.is_verified for r in client.get(list_url(parent)).context["shown"]] == [False]


def test_photographs_are_stored_small_and_without_what_the_camera_wrote(client):
    client.force_login(UserFactory())
    product = ProductFactory()

    write(client, product, photos=[photo("a.jpg"), photo("b.jpg")])

    stored = [kept.picture for kept in ProductReview.objects.get().photos.all()]
    assert len(stored) == 2
    with stored[0].open() as file, Image.open(file) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("WEBP", (1600, 1067), {})


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        (
            [SimpleUploadedFile("a.jpg", b"<svg onload=x>")],
            "a.jpg: This is not an image that can be shown: choose a JPEG, PNG, WebP, AVIF or GIF.",
        ),
        (
            [SimpleUploadedFile("a.jpg", b"x" * (REVIEW_PHOTO_BYTES + 1))],
            "a.jpg: The file is larger than 8.0\xa0MB.",
        ),
        ([photo(size=(8, 8)) for _ in range(MOST_PHOTOS + 1)], "Please choose 4 photos at most."),
    ],
)
def test_bad_photographs_are_refused_and_the_words_kept(client, files, problem):
    client.force_login(UserFactory())
    product = ProductFactory()

    response = write(client, product, photos=files)

    assert problem in response.context["form"].errors["photos"][0]
    assert "Heavy enough for branches." in response.content.decode()
    assert not ProductReview.objects.exists()


def test_a_score_is_from_one_to_five(client):
    client.force_login(UserFactory())

    assert list(write(client, ProductFactory(), score="0").context["form"].errors) == ["score"]


def test_nobody_writes_twice_about_one_product(client):
    client.force_login(UserFactory())
    product = ProductFactory()
    write(client, product)

    assert write(client, product, title="Again")["Location"] == product.get_absolute_url()
    assert ProductReview.objects.get().title == "Stands well"


def test_a_hidden_product_and_a_variant_have_no_reviews(client):
    _parent, (tide,) = vase(("Tide", "28 cm", "148", 9))

    assert client.get(list_url(ProductFactory(is_public=False))).status_code == 404
    assert client.get(list_url(tide)).status_code == 404


def test_the_list_takes_as_many_queries_for_one_as_for_three(client):
    product = ProductFactory()

    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(list_url(product))
        return len(captured)

    def add():
        approve(
            ProductReview.objects.create(product=product, user=UserFactory(), score=4, title="a", body="b")
        )

    add()
    queries()
    with_one = queries()
    add()
    add()

    assert queries() == with_one
