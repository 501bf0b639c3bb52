import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.admin.forms.account import AvatarPreferencesForm
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.images.models import Image as CmsImage
from wagtail.images.views.serve import generate_image_url
from wagtail.models import Collection, UploadedFile
from wagtail.users.models import UserProfile

from tests.shop.factories import UserFactory
from tests.shop.spreadsheets.books import row, workbook
from tests.shop.uploads.files import POSTSCRIPT, huge_png, picture, two_frames, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]
TARGET = "https://example.com/b"
PDF = b"%PDF-1.7\n<script>alert(1)</script>"


@pytest.fixture
def staff(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def add(staff, name, content, **words):
    collection = Collection.objects.get(depth=1).pk
    given = {"title": "Bowl", "collection": collection, "tags": "", "description": "", **words}
    return staff.post(reverse(name), {**given, "file": upload(content, "Bowl.Best.html")})


@pytest.mark.parametrize("name", ["wagtailimages:add", "wagtailimages_chooser:create"])
def test_a_picture_is_encoded_anew_and_named_by_us(staff, name):
    prefix = "image-chooser-upload-" if "chooser" in name else ""
    collection = Collection.objects.get(depth=1).pk
    words = {"title": "Bowl", "collection": collection, "tags": "", "description": ""}
    posted = {f"{prefix}{key}": value for key, value in words.items()}

    response = staff.post(
        reverse(name), {**posted, f"{prefix}file": upload(two_frames() + b"<script>", "Bowl.Best.html")}
    )

    assert response.status_code in {200, 302}
    image = CmsImage.objects.get()
    assert (image.filename, image.width, image.height) == ("bowl.jpg", 48, 64)
    with image.file.open() as file:
        assert b"<script>" not in file.read()


def test_several_pictures_at_once_are_each_looked_at(staff):
    url = reverse("wagtailimages:add_multiple")
    answers = [
        staff.post(
            url, {"files[]": upload(content, "a.html")}, headers={"X-Requested-With": "XMLHttpRequest"}
        )
        for content in (picture("PNG"), POSTSCRIPT, huge_png(), picture()[:200])
    ]

    assert [answer.json()["success"] for answer in answers] == [True, False, False, False]
    assert [answer.json().get("error_message", "") for answer in answers] == [
        "",
        "a.html: This is a EPS file; save the image as JPEG, PNG, WebP, AVIF or GIF.",
        "a.html: The image has more than 80 million pixels.",
        "a.html: The image is damaged or incomplete.",
    ]
    assert CmsImage.objects.get().filename == "a.png"


def test_a_picture_that_waits_for_its_title_has_passed_the_gate_too(staff):
    posted = {"title": "x" * 300, "files[]": upload(picture("GIF") + b"<script>", "a.html")}

    answer = staff.post(
        reverse("wagtailimages:add_multiple"), posted, headers={"X-Requested-With": "XMLHttpRequest"}
    ).json()

    waiting = UploadedFile.objects.get()
    assert (answer["success"], waiting.file.name.endswith("/a.png")) == (True, True)
    with waiting.file.open() as file:
        assert b"<script>" not in file.read()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (POSTSCRIPT, "EPS"),
        (huge_png(), "80 million pixels"),
        (picture()[:300], "damaged"),
        (b"<svg/>", "not an image"),
    ],
)
def test_what_is_no_picture_is_refused_in_words(staff, content, words):
    response = add(staff, "wagtailimages:add", content)

    assert words in response.context["form"].errors["file"][0]
    assert not CmsImage.objects.exists()


def test_a_document_is_named_by_content_and_handed_out_to_be_kept(staff):
    add(staff, "wagtaildocs:add", PDF)
    document = Document.objects.get()

    response = staff.get(document.url)

    assert response.getvalue() == PDF
    assert document.filename == "bowl.pdf"
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response["Content-Disposition"] == 'attachment; filename="bowl.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("content", [b"<html><script>alert(1)</script>", b"<svg onload='x'/>", b"MZ\x90\0"])
def test_a_page_is_no_document(staff, content):
    response = add(staff, "wagtaildocs:add", content)

    assert (
        response.context["form"]
        .errors["file"][0]
        .startswith("Bowl.Best.html: Files of this type are not accepted")
    )
    assert not Document.objects.exists()


@pytest.mark.parametrize("name", ["old.html", "old.svg", "old.xhtml", "old.js", "old"])
def test_what_was_kept_before_is_handed_out_as_a_file_of_no_kind(staff, name):
    document = Document(title="Old")
    document.file.save(name, ContentFile(b"<script>alert(1)</script>"), save=False)
    document.save()

    response = staff.get(document.url)

    assert response.getvalue() == b"<script>alert(1)</script>"
    assert (response.status_code, response["Content-Type"]) == (200, "application/octet-stream")
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_an_avatar_is_small_and_ours(staff):
    profile = UserProfile.get_for_user(UserFactory())
    refused = AvatarPreferencesForm({}, {"avatar": upload(POSTSCRIPT, "me.html")}, instance=profile)
    taken = AvatarPreferencesForm(
        {}, {"avatar": upload(picture(size=(2000, 1000)), "me.html")}, instance=profile
    )

    assert (refused.is_valid(), taken.is_valid()) == (False, True)
    taken.save()
    avatar = UserProfile.objects.get().avatar
    with avatar.open() as file, Image.open(file) as image:
        assert (avatar.name.rpartition(".")[2], image.size) == ("jpg", (400, 200))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", f"from,to\n/a,{TARGET}\n/c\n".encode()),
        ("a.csv", f"from;to\n/a;{TARGET}\n/c\n".encode("utf-16")),
        ("a.xlsx", workbook(row("from", "to") + row("/a", TARGET, number=2) + row("/c", number=3))),
    ],
)
def test_redirects_are_read_by_our_readers(staff, name, content):
    response = staff.post(reverse("wagtailredirects:start_import"), {"import_file": upload(content, name)})

    hidden = response.context["form"].initial
    assert [list(line) for line in response.context["dataset"]] == [["/a", TARGET], ["/c", ""]]
    done = staff.post(
        reverse("wagtailredirects:process_import"),
        {**hidden, "from_index": "0", "to_index": "1", "permanent": "on"},
    )
    assert done.status_code == 302
    assert [(r.old_path, r.redirect_link) for r in Redirect.objects.filter(old_path="/a")] == [("/a", TARGET)]


@pytest.mark.parametrize("content", [b"PK\x03\x04", "a,b\n1,ü\n".encode("cp1252"), b'a,"b\n'])
def test_a_table_of_redirects_that_cannot_be_read_is_said(staff, content):
    response = staff.post(
        reverse("wagtailredirects:start_import"), {"import_file": SimpleUploadedFile("a.xlsx", content)}
    )

    assert response.status_code == 200
    assert response.context["form"].errors["import_file"]


def test_a_stored_picture_beyond_the_limits_is_not_rendered(staff):
    image = CmsImage(title="Old", width=10_000, height=10_000)
    image.file.name = image.file.storage.save("original_images/old.png", io.BytesIO(huge_png()))
    CmsImage.objects.bulk_create([image])
    image = CmsImage.objects.get()
    assert staff.get(generate_image_url(image, "width-100")).status_code == 404
