import pytest
from django.core.files.storage import default_storage

from shop.catalogue.images import rendition_name
from shop.catalogue.models import ProductImage
from tests.shop.catalogue.factories import picture, vase
from tests.shop.factories import ProductFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def is_there(image):
    name = image.original.name
    return [default_storage.exists(rendition_name(name, 360, kind)) for kind in ("webp", "avif")]


@pytest.fixture
def parent_and_image(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        parent, (tide,) = vase(("Tide", "28 cm", "148", 3))
        image = picture(tide, size=(40, 50))
    return parent, image


def test_a_new_picture_is_rendered_before_anybody_asks(parent_and_image):
    _parent, image = parent_and_image

    assert is_there(image) == [True, True]


def test_a_removed_picture_leaves_nothing_behind(parent_and_image, django_capture_on_commit_callbacks):
    _parent, image = parent_and_image

    with django_capture_on_commit_callbacks(execute=True):
        image.delete()

    assert is_there(image) == [False, False]


def test_a_replaced_picture_lets_its_old_renditions_go(parent_and_image, django_capture_on_commit_callbacks):
    parent, image = parent_and_image
    with django_capture_on_commit_callbacks(execute=True):
        other = picture(parent, size=(30, 40))
    old = ProductImage.objects.get(pk=image.pk)

    with django_capture_on_commit_callbacks(execute=True):
        image.original = other.original.name
        image.save()

    assert is_there(old) == [False, False]
    assert is_there(other) == [True, True]


def test_a_picture_that_another_product_shows_stays(parent_and_image, django_capture_on_commit_callbacks):
    _parent, image = parent_and_image
    ProductImage.objects.create(product=ProductFactory(), original=image.original.name)

    with django_capture_on_commit_callbacks(execute=True):
        image.delete()

    assert is_there(image) == [True, True]
