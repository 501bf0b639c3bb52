"""Pictures named by their address: noted once, fetched once, put in their place, or told why not."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from shop.catalogue.models import Product, ProductImage
from shop.catalogue_import.models import RemotePicture
from shop.catalogue_import.remote_pictures import fetch_due
from shop.events.models import Event
from shop.uploads.errors import RefusedUploadError
from shop.uploads.pictures import clean_picture
from tests.shop.uploads.files import picture

pytestmark = pytest.mark.django_db
A, B = "https://pictures.example/a.jpg", "https://pictures.example/b.jpg"


class Album:
    """Answers as a fetcher does, from what it was given."""

    def __init__(self, **colours):
        self.colours, self.asked = colours, []

    def fetch(self, url):
        self.asked.append(url)
        colour = self.colours.get(url.rsplit("/")[-1].split(".")[0])
        if colour is None:
            raise RefusedUploadError("pictures.example answers 404.")
        return clean_picture(SimpleUploadedFile("x.jpg", picture(colour=colour)))


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def states():
    return list(RemotePicture.objects.order_by("pk").values_list("url", "state", "reason"))


def test_pictures_are_fetched_once_and_stand_in_their_order(load, csv_file):
    load(csv_file("sku,title,images", f"1,Bowl,{A}; {B}"))
    Event.objects.all().delete()
    album = Album(a=(200, 0, 0), b=(0, 200, 0))

    assert (fetch_due(9, album), fetch_due(9, album)) == (2, 0)

    assert album.asked == [A, B]
    assert states() == [(A, "fetched", ""), (B, "fetched", "")]
    assert [image.display_order for image in ProductImage.objects.order_by("pk")] == [0, 1]
    assert Event.objects.filter(name="ProductsChanged").count() == 2
    again = load(csv_file("sku,title,images", f"1,Bowl,{A}; {B}"))
    assert (again.unchanged, RemotePicture.objects.count()) == (1, 2)


def test_one_that_cannot_be_had_is_told_and_holds_up_no_other(load, csv_file):
    load(csv_file("sku,title,images", f"1,Bowl,{A}; {B}"))

    fetch_due(9, Album(b=(0, 200, 0)))

    assert states() == [(A, "failed", "pictures.example answers 404."), (B, "fetched", "")]
    assert ProductImage.objects.count() == 1


def test_one_whose_worker_died_is_taken_up_and_one_at_work_is_left(load, csv_file):
    load(csv_file("sku,title,images", f"1,Bowl,{A}"))
    RemotePicture.objects.update(state="fetching")
    assert fetch_due(9, Album(a=(1, 1, 1))) == 0

    RemotePicture.objects.update(touched_at=timezone.now() - timedelta(minutes=11))
    assert fetch_due(9, Album(a=(1, 1, 1))) == 1


@pytest.mark.parametrize("url", ["http://u:p@a.example/x.jpg", "https://a.example:22/x.jpg", "http:///x"])
def test_an_address_that_is_none_refuses_its_row(load, csv_file, url):
    run = load(csv_file("sku,title,images", f"1,Bowl,{url}"))

    assert (run.refused, run.problems.get().column, Product.objects.count()) == (1, "images", 0)
