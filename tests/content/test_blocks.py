import pytest
from django.core.files.base import ContentFile
from wagtail.blocks import StructBlockValidationError
from wagtail.documents.models import Document

from content.blocks import VideoBlock
from tests.content.factories import make_home, make_image, make_page

pytestmark = pytest.mark.django_db


def document(name):
    return Document.objects.create(title=name, file=ContentFile(b"x", name=name))


def film(**fields):
    empty = {"title": "A firing", "file": None, "captions": None, "address": "", "text": ""}
    poster = make_image()
    poster.contextual_alt_text, poster.decorative = "The kiln", False
    return {"poster": poster, **empty, **fields}


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, ["file"]),
        ({"file": "film.mp4", "address": "https://films.example/1"}, ["file"]),
        ({"file": "film.exe"}, ["file"]),
        ({"file": "film.mp4", "captions": "words.txt"}, ["captions"]),
    ],
)
def test_a_film_is_one_playable_file_or_one_address(site, fields, wrong):
    values = {k: document(v) if k in {"file", "captions"} else v for k, v in fields.items()}
    block = VideoBlock()

    with pytest.raises(StructBlockValidationError) as caught:
        block.clean(block.normalize(film(**values)))
    assert list(caught.value.block_errors) == wrong


def test_a_film_elsewhere_is_a_link_and_loads_nothing_from_there(site, client):
    make_page(make_home(site), body=[("video", film(address="https://films.example/watch?v=1"))])

    html = client.get("/story/").content.decode()

    assert html.count("films.example") == 1
    assert 'href="https://films.example/watch?v=1" rel="noopener noreferrer"' in html
    assert "<iframe" not in html


def test_a_film_of_ours_plays_here(site, client):
    make_page(make_home(site), body=[("video", film(file=document("film.mp4")))])

    html = client.get("/story/").content.decode()

    assert "<video controls" in html
    assert 'preload="none"' in html
