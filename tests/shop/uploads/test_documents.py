import pytest

from shop.uploads.documents import clean_document
from shop.uploads.errors import RefusedUploadError
from tests.shop.uploads.files import archive, picture, upload

PDF = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n%%EOF<script>alert(1)</script>"
OFFICE = {"[Content_Types]_dot_xml": "<Types/>"}


@pytest.mark.parametrize(
    ("name", "content", "kept", "content_type"),
    [
        ("price list.html", PDF, "price-list.pdf", "application/pdf"),
        ("a.svg", b"{\\rtf1 a}", "a.rtf", "application/rtf"),
        ("a.txt", "Grüße 碗\n".encode(), "a.txt", "text/plain; charset=utf-8"),
        ("a.csv", b"a;b\n1;2\n", "a.csv", "text/csv; charset=utf-8"),
        ("a.js", b"alert(1)", "a.txt", "text/plain; charset=utf-8"),
        ("a.html", b"\0\0\0\x18ftypmp42" + b"\0" * 90, "a.mp4", "video/mp4"),
        ("a.avi", b"\x1a\x45\xdf\xa3\x9fB\x82\x84webm" + b"\0" * 90, "a.webm", "video/webm"),
        ("words.txt", b"WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n", "words.vtt", "text/vtt; charset=utf-8"),
        ("a.zip", archive(a_dot_txt="x"), "a.zip", "application/zip"),
        (
            "a.exe",
            archive(mimetype="application/vnd.oasis.opendocument.text"),
            "a.odt",
            "application/vnd.oasis.opendocument.text",
        ),
        (
            "a",
            archive(**OFFICE, xl__workbook_dot_xml="x"),
            "a.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    ],
)
def test_named_and_typed_by_content(name, content, kept, content_type):
    file = clean_document(upload(content, name))

    assert (file.name, file.content_type, file.read()) == (kept, content_type, content)


def test_a_picture_is_encoded_anew():
    file = clean_document(upload(picture(comment=b"<script>") + b"<script>", "a.pdf"))

    assert (file.name, b"<script>" in file.read()) == ("a.jpg", False)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<!doctype html><script>alert(1)</script>",
        b"\xef\xbb\xbf \n<svg xmlns='http://www.w3.org/2000/svg'/>",
        b" " * 70_000 + b"<html>",
        b"MZ\x90\0\x03\0\0\0",
        "Gr\u00fc\u00dfe".encode("cp1252"),
        b"a" * 65_535 + "ü".encode()[:1],
        archive(**OFFICE, word__document_dot_xml="x", word__vbaProject_dot_bin="x"),
        archive(**OFFICE, other_dot_xml="x"),
        archive(a="x")[:-30],
        b"PK\x03\x04" + b"PK\x01\x02" * 6000,
    ],
    # An archive holds the time of its making: two processes would not know each other's names.
    ids=[
        "empty",
        "html",
        "svg",
        "html-later",
        "program",
        "cp1252",
        "half-a-sign",
        "macro",
        "other-xml",
        "cut-off",
        "no-members",
    ],
)
def test_everything_else_is_refused(content):
    with pytest.raises(RefusedUploadError):
        clean_document(upload(content, "a.pdf"))


def test_a_sign_across_two_pieces_is_read():
    content = b"a" * 65_535 + "ü".encode()

    assert clean_document(upload(content, "a.txt")).read() == content


def test_too_large_is_refused():
    with pytest.raises(RefusedUploadError, match="larger than"):
        clean_document(upload(PDF), most_bytes=10)
