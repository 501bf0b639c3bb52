"""Products from a file in the back office: upload, preview, import, report; who may, and how often."""

import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from shop.catalogue.models import ImportRun, Product
from shop.catalogue_import import tasks
from shop.catalogue_import.models import CatalogueFile, RemotePicture
from shop.catalogue_import.services import confirm, look_after, work_on
from shop.catalogue_import.writer import Writer
from tests.config.roles.people import member

pytestmark = pytest.mark.django_db
INDEX = "/cms/catalogue-imports/"
SHOPIFY = Path(__file__).resolve().parent / "samples" / "exports" / "shopify.csv"


@pytest.fixture
def staff(client):
    client.force_login(member("catalogue"))
    return client


def send(client, content, name="rows.csv", **fields):
    upload = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
    return client.post(INDEX, {"file": upload, "layout": "", "encoding": "", **fields})


def only():
    return CatalogueFile.objects.get()


def test_a_file_is_checked_shown_and_imported_after_a_yes(staff):
    answer = send(staff, SHOPIFY.read_bytes(), "products_export.csv")

    file = only()
    assert answer.headers["Location"] == f"{INDEX}{file.pk}/"
    assert (file.state, file.layout, Product.objects.count()) == ("checked", "shopify", 0)
    page = staff.get(f"{INDEX}{file.pk}/").content.decode()
    for words in ("nothing has been changed yet", "Import without the refused rows", "“ten” is not a number",
                  "Columns not imported:", "Variant Compare At Price", "tide-mug"):  # fmt: skip
        assert words in page

    staff.post(f"{INDEX}{file.pk}/load/")

    file = only()
    assert (file.state, file.load_run.created, file.load_run.refused) == ("done", 6, 3)
    assert Product.objects.count() == file.check_run.created == 6
    assert "Imported" in staff.get(f"{INDEX}{file.pk}/").content.decode()


def test_the_second_yes_does_nothing(staff):
    send(staff, "sku,title,price\n1,Bowl,10\n")
    staff.post(f"{INDEX}{only().pk}/load/")
    ImportRun.objects.filter(pk=only().load_run_id).update(created=99)

    staff.post(f"{INDEX}{only().pk}/load/")

    assert (only().load_run.created, ImportRun.objects.count()) == (99, 2)
    assert confirm(only()) is False


def test_the_report_names_row_column_and_reason(staff):
    send(staff, "sku,title,price\n1,,10\n2,=Bowl,ten\n3,Cup,4\n")

    answer = staff.get(reverse("catalogue_imports:report", args=[only().check_run_id]))

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert list(csv.reader(io.StringIO(answer.getvalue().decode()))) == [
        ["Row", "Column", "Reason"],
        ["2", "title", "is empty; a product needs a title"],
        ["3", "price", "“ten” is not a number"],
    ]


@pytest.mark.parametrize(
    ("content", "name", "complaint"),
    [
        (b"sku;title\n1;Tasse wei\xdf\n", "rows.csv", "is not saved as UTF-8"),
        ("a,b\n1,2\n", "rows.csv", "match no known format: a, b"),
        ("sku\n1\n", "rows.pdf", "Choose a CSV or XLSX file."),
        ("sku\n1\n", "rows.csv.gz", "Choose a CSV or XLSX file."),
        (b"PK\x03\x04rubbish", "rows.xlsx", "damaged"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words_and_not_kept(staff, content, name, complaint):
    answer = send(staff, content, name)

    assert (answer.status_code, CatalogueFile.objects.count(), Product.objects.count()) == (422, 0, 0)
    assert complaint in answer.content.decode()


def test_an_encoding_that_is_named_is_read(staff):
    send(staff, "sku;title\n1;Tasse weiß\n".encode("cp1252"), encoding="cp1252")
    staff.post(f"{INDEX}{only().pk}/load/")

    assert Product.objects.get().title == "Tasse weiß"


def test_a_large_file_is_read_by_a_worker_that_tells_how_far_it_is(
    staff, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(tasks, "AT_ONCE", 10)
    rows = "\n".join(f"{n},Cup {n},5" for n in range(250))
    with django_capture_on_commit_callbacks() as asked:
        send(staff, f"sku,title,price\n{rows}\n")
    answer = staff.get(f"{INDEX}{only().pk}/")

    assert (only().state, len(asked), answer.headers["Refresh"]) == ("waiting", 1, "3")
    assert "<progress" in answer.content.decode()
    asked[0]()
    assert (only().state, only().rows_done, only().check_run.created) == ("checked", 200, 250)


def test_a_load_that_stopped_says_up_to_where_and_goes_on_from_there(staff, monkeypatch):
    rows = "\n".join(f"{n},Cup {n},5" for n in range(1200))
    send(staff, f"sku,title,price\n{rows}\n")
    write, calls = Writer.write, []

    def fail_in_the_second_batch(self, drafts, existing):
        calls.append(len(drafts))
        if len(calls) == 2:
            raise RuntimeError
        return write(self, drafts, existing)

    with monkeypatch.context() as patch:
        patch.setattr(Writer, "write", fail_in_the_second_batch)
        with pytest.raises(RuntimeError):
            staff.post(f"{INDEX}{only().pk}/load/")

    file = only()
    assert (file.state, file.load_run.last_row, Product.objects.count()) == ("failed", 501, 500)
    page = staff.get(f"{INDEX}{file.pk}/").content.decode()
    assert "Rows up to 501 are" in page
    assert "Resume import" in page
    staff.post(f"{INDEX}{file.pk}/load/")
    assert (only().state, only().load_run.created, Product.objects.count()) == ("done", 1200, 1200)


def test_what_a_dead_worker_left_is_taken_up(staff):
    send(staff, "sku,title,price\n1,Bowl,10\n")
    CatalogueFile.objects.update(state="loading", touched_at=timezone.now())
    assert look_after() == 0

    CatalogueFile.objects.update(touched_at=timezone.now() - timedelta(minutes=6))
    assert look_after() == 1
    assert (only().state, Product.objects.count()) == ("done", 1)

    work_on(only().pk)
    assert only().load_run.created == 1


def test_a_file_is_discarded_with_its_check_and_its_content_is_forgotten_after_a_month(staff):
    send(staff, "sku,title,price\n1,Bowl,10\n")
    staff.post(f"{INDEX}{only().pk}/discard/")
    assert (CatalogueFile.objects.count(), ImportRun.objects.count()) == (0, 0)

    send(staff, "sku,title,price\n1,Bowl,10\n")
    staff.post(f"{INDEX}{only().pk}/load/")
    staff.post(f"{INDEX}{only().pk}/discard/")
    CatalogueFile.objects.update(created_at=timezone.now() - timedelta(days=31))
    look_after()
    assert (CatalogueFile.objects.count(), bytes(only().content)) == (1, b"")


def test_a_reason_is_told_in_the_language_of_who_uploads(staff, monkeypatch):
    staff.cookies["django_language"] = "zh-hans"
    send(staff, "sku,title,price\n1,,10\n")

    assert only().language in {"zh-hans", "en"}


def test_pictures_that_failed_are_listed_and_tried_again(staff):
    send(staff, "sku,title,images\n1,Bowl,https://pictures.example/a.jpg; https://pictures.example/b.jpg\n")
    staff.post(f"{INDEX}{only().pk}/load/")
    first = RemotePicture.objects.order_by("position").first()
    RemotePicture.objects.filter(pk=first.pk).update(state="failed", reason="answers 404")

    page = staff.get(INDEX).content.decode()
    assert ("1 image is still" in page, "answers 404" in page) == (True, True)
    staff.post(f"{INDEX}pictures/")
    assert set(RemotePicture.objects.values_list("state", "reason")) == {("waiting", "")}


@pytest.mark.parametrize("role", ["fulfilment", "sales", "marketing", "content editor"])
def test_others_are_refused_and_nothing_happens(client, role):
    client.force_login(member(role))

    assert client.get(INDEX).status_code == 403
    assert send(client, "sku,title\n1,Bowl\n").status_code == 403
    assert (CatalogueFile.objects.count(), Product.objects.count()) == (0, 0)
