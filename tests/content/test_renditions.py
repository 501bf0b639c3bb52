import pytest
from django.template import Context, Template

from content.renditions import sources_of
from tests.content.factories import make_image

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def addresses(sources, kind):
    return [part.split(" ") for part in dict(sources.sets)[f"image/{kind}"].split(", ")]


def test_every_width_up_to_the_originals_in_two_formats():
    sources = sources_of(make_image(size=(900, 600)), widths=(480, 800, 1200))

    assert [width for _url, width in addresses(sources, "avif")] == ["480w", "800w"]
    assert (sources.width, sources.height) == (800, 533)


def test_a_cut_knows_its_proportions_and_a_small_picture_is_not_blown_up():
    sources = sources_of(make_image(size=(100, 100)), widths=(480,), ratio=(3, 4))

    assert (sources.width, sources.height) == (75, 100)


@pytest.mark.parametrize(("kind", "magic"), [("avif", b"ftypavif"), ("webp", b"WEBP")])
def test_a_rendition_is_made_when_it_is_asked_for_and_may_be_kept(client, kind, magic):
    ((url, _width),) = addresses(sources_of(make_image(size=(64, 48)), widths=(64,)), kind)

    response = client.get(url)

    assert response.status_code == 200
    assert magic in response.getvalue()[:16]
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"


def test_an_address_that_we_did_not_sign_is_refused(client):
    image = make_image()

    assert client.get(f"/images/forged/{image.pk}/width-4000/x.png").status_code == 403
    assert not image.renditions.exists()


def test_another_focal_point_is_another_address():
    image = make_image(size=(64, 48))
    before = sources_of(image, widths=(32,), ratio=(1, 1)).src
    image.focal_point_x, image.focal_point_y = 5, 5
    image.focal_point_width = image.focal_point_height = 2

    assert sources_of(image, widths=(32,), ratio=(1, 1)).src != before


def test_the_tag_writes_words_for_who_does_not_see_and_none_for_a_decoration():
    image = make_image(size=(64, 48))
    image.description = "A kiln"
    template = Template('{% load picture_tags %}{% responsive image widths="64" sizes="100vw" %}')

    assert 'alt="A kiln" loading="lazy"' in template.render(Context({"image": image}))
    image.decorative = True
    assert 'alt="" loading="lazy"' in template.render(Context({"image": image}))
    assert template.render(Context({"image": None})) == ""
