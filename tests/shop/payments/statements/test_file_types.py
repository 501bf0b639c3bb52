import pytest

from shop.payments.exceptions import StatementError
from shop.payments.statements.file_types import is_swift, is_xml, refuse_message, refuse_other_kinds


@pytest.mark.parametrize(
    "data",
    [
        b"{1:F01X}",
        b"{4:\n:20:X",
        b"\xef\xbb\xbfDate;Amount",
        b"<Document>",
        b"<!-- <html> --><Document>",
        b":20:X",
    ],
)
def test_what_may_be_a_statement_is_let_pass(data):
    assert refuse_other_kinds(data) is None


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"{5: 1}", "a JSON file"),
        (b"\xef\xbb\xbf  [1]", "a JSON file"),
        (b"<!-- x --> <html>", "a web page"),
        (b"0000ftypheic", "an image"),
        (b"%PDF", "a PDF"),
        (b" \0\t", "The file is empty"),
    ],
)
def test_other_kinds_are_named(data, what):
    with pytest.raises(StatementError, match=what):
        refuse_other_kinds(data)


@pytest.mark.parametrize(("tag", "why"), [("PmtRtr", "pacs.004"), ("Other", "it contains “Other”")])
def test_other_message_is_named(tag, why):
    with pytest.raises(StatementError, match=why):
        refuse_message(tag)


@pytest.mark.parametrize(
    ("data", "expected"),
    [(b"<a", True), (b"\xef\xbb\xbf <a", True), ("<a".encode("utf-16"), True), (b"a<", False)],
)
def test_xml_is_known_by_its_beginning(data, expected):
    assert is_xml(data) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (":20:X\n:61:X", True),
        (":20:X\n:60F:X", True),
        (":20:X\n:62:X\n:34F:X", True),
        (":20:X\n:86:X", False),
        (":61:X\n:60F:X", False),
        ("Date;:20:\n:61:X", False),
    ],
)
def test_mt940_is_known_by_its_tags(text, expected):
    assert is_swift(text) is expected


@pytest.mark.parametrize("floor", [":34F:", ":90C:", ":90D:"])
def test_interim_report_is_refused(floor):
    with pytest.raises(StatementError, match="MT942"):
        is_swift(f":20:X\n:61:X\n{floor}X")
