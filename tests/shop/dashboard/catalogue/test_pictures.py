import io

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from shop.catalogue.models import AttributeOption, ProductImage
from tests.crm_core.factories import staff_with
from tests.shop.catalogue.factories import vase
from tests.shop.dashboard.catalogue.editor import EDITING, NEW, address, fill
from tests.shop.dashboard.catalogue.filling import form_of
from tests.shop.factories import PartnerFactory, ProductClassFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


@pytest.fixture
def staff(client):
    PartnerFactory()
    ProductClassFactory()
    client.force_login(staff_with(*EDITING))
    return client


def test_pictures_are_uploaded_assigned_and_ordered(staff):
    parent, (tide, snow) = vase(("Tide", "28 cm", "98", 3), ("Snow", "42 cm", "120", 5))
    option = AttributeOption.objects.get(option="Tide").pk
    answer = staff.post(
        "/cms/shop/catalogue/pictures/", {"pictures": [png("a.png"), png("b.png")], "next": "0"}
    ).json()
    tokens = [
        BeautifulSoup(card, "html.parser").select_one("[name$=file]")["value"] for card in answer["cards"]
    ]
    cards = {
        "p-TOTAL_FORMS": "2",
        "p-0-file": tokens[0],
        "p-0-owners": ["all"],
        "p-0-ORDER": "1",
        "p-0-caption": "On a table",
        "p-1-file": tokens[1],
        "p-1-owners": [f"o:{option}", f"v:{snow.pk}"],
        "p-1-ORDER": "0",
    }

    assert answer["errors"] == []
    assert fill(staff, address(parent), **cards).status_code == 302
    shown = {(i.product_id, i.display_order, i.caption) for i in ProductImage.objects.all()}
    assert shown == {(parent.pk, 1, "On a table"), (tide.pk, 0, ""), (snow.pk, 0, "")}
    drawn = staff.get(address(parent)).context["page"].cards
    snows = AttributeOption.objects.get(option="Snow").pk
    assert [card.initial["owners"] for card in drawn] == [[f"o:{option}", f"o:{snows}"], ["all"]]


def test_upload_refuses_what_is_no_picture(staff):
    file = SimpleUploadedFile("a.png", b"no picture", "image/png")

    answer = staff.post("/cms/shop/catalogue/pictures/", {"pictures": [file]}).json()

    assert (answer["cards"], len(answer["errors"])) == ([], 1)


def test_pictures_sent_with_a_refused_form_are_kept(staff):
    response = fill(staff, NEW, title_en="", pictures=[png("a.png")])

    assert response.status_code == 422
    assert form_of(response)["p-0-file"][0].startswith("staged:")


def png(name):
    file = io.BytesIO()
    Image.new("RGB", (40, 50), "#2f6d7c").save(file, "PNG")
    return SimpleUploadedFile(name, file.getvalue(), "image/png")
