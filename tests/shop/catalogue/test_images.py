import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from shop.catalogue.images import (
    FORMATS,
    Picture,
    PictureNotFoundError,
    delete_renditions,
    ensure_all_renditions,
    ensure_rendition,
    rendition_name,
    rendition_url,
)
from tests.sites import close


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def save(name, size=(1500, 1000), mode="RGB"):
    file = io.BytesIO()
    Image.new(mode, size).save(file, "PNG")
    return default_storage.save(name, ContentFile(file.getvalue()))


def rendered_size(name):
    with default_storage.open(name) as file, Image.open(file) as image:
        return image.format, image.size


def test_address_follows_from_name_and_width():
    assert rendition_url("images/grüne vase.jpg", 720) == (
        "/media/renditions/720/images/gr%C3%BCne%20vase.jpg.webp"
    )
    assert Picture(name="a.jpg").srcset == (
        "/media/renditions/360/a.jpg.webp 360w, /media/renditions/720/a.jpg.webp 720w"
    )


def test_avif_has_an_address_of_its_own_in_every_width_but_the_widest():
    assert Picture(name="a.jpg").avif == (
        "/media/renditions/360/a.jpg.avif 360w, /media/renditions/720/a.jpg.avif 720w"
    )
    name = save("vase.png")
    assert rendered_size(ensure_rendition(name, 720, "avif")) == ("AVIF", (720, 480))
    with pytest.raises(PictureNotFoundError):
        ensure_rendition(name, 1600, "avif")
    with pytest.raises(PictureNotFoundError):
        ensure_rendition(name, 720, "gif")


def test_picture_is_made_once_and_never_wider_than_the_original():
    name = save("vase.png", size=(600, 900))

    assert rendered_size(ensure_rendition(name, 360)) == ("WEBP", (360, 540))
    assert rendered_size(ensure_rendition(name, 1080)) == ("WEBP", (600, 900))
    default_storage.delete(name)
    assert ensure_rendition(name, 360) == "renditions/360/vase.png.webp"


@pytest.mark.parametrize(("name", "width"), [("vase.png", 100), ("gone.png", 360), ("text.png", 360)])
def test_refuses_other_widths_and_what_is_no_picture(name, width):
    save("vase.png")
    default_storage.save("text.png", ContentFile(b"not a picture"))

    with pytest.raises(PictureNotFoundError):
        ensure_rendition(name, width)


def test_forgets_all_renditions():
    name = save("vase.png")
    ensure_all_renditions(name)
    made = [rendition_name(name, width, kind) for kind, widths in FORMATS.items() for width in widths]
    assert [default_storage.exists(path) for path in made] == [True] * 7

    delete_renditions(name)

    assert [default_storage.exists(path) for path in made] == [False] * 7


def test_what_is_no_picture_is_left_alone():
    ensure_all_renditions(default_storage.save("text.png", ContentFile(b"not a picture")))

    assert not default_storage.exists("renditions")


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["webp", "avif"])
def test_view_answers_with_the_picture_and_lets_browsers_keep_it(client, kind):
    name = save("vase.png")

    response = client.get(rendition_url(name, 360, kind))

    assert (response.status_code, response["Content-Type"]) == (200, f"image/{kind}")
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    close(response)


@pytest.mark.django_db
@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("path", ["333/vase.png", "360/gone.png", "360/../../secret.png"])
def test_view_knows_no_other_width_picture_or_place(client, path):
    save("vase.png")

    assert client.get(f"/media/renditions/{path}.webp").status_code == 404
