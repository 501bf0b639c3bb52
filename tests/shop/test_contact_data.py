import pytest

from shop.contact_data import (
    email_spellings,
    normalised_email,
    normalised_phone,
    plain_code,
    plain_email,
    plain_postcode,
    visible_line,
)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (" Mara@Lindt.Example ", "mara@lindt.example"),
        ("\uff4dara@lindt.example", "mara@lindt.example"),
        ("töpfer@müller.example", "töpfer@xn--mller-kva.example"),
        ("töpfer@xn--mller-kva.example", "töpfer@xn--mller-kva.example"),
        ("no address", ""),
        ("@lindt.example", ""),
        ("mara@" + "a" * 70 + ".example", ""),
        ("mara@", ""),
        ("mara@lindt..example", ""),
        ("", ""),
    ],
)
def test_email_has_one_spelling(raw, expected):
    assert normalised_email(raw) == expected


@pytest.mark.parametrize(
    ("raw", "region", "expected"),
    [
        ("+49 30 1234567", "", "+49301234567"),
        ("030 1234567", "DE", "+49301234567"),
        ("(030) 123-4567", "DE", "+49301234567"),
        ("０３０　１２３４５６７", "DE", "+49301234567"),
        ("＋４９ー３０－１２３４５６７", "", "+49301234567"),
        ("\u200e+49 30 1234567\u202c", "", "+49301234567"),
        ("030 1234567", "", ""),
        ("12", "DE", ""),
        ("call me", "DE", ""),
        (None, "DE", ""),
    ],
)
def test_phone_has_one_spelling(raw, region, expected):
    assert normalised_phone(raw, region=region) == expected


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ada@Example.COM", "Ada@example.com"),
        ("ａｄａ＠ｅｘａｍｐｌｅ．ｃｏｍ", "ada@example.com"),
        ("\u3000ada @ example.com\u00a0", "ada@example.com"),
        ("\u200bada\u200d@exam\u00adple.com\u200f", "ada@example.com"),
        ("ada@müller.de", "ada@xn--mller-kva.de"),
        ("ada@MÜLLER.de", "ada@xn--mller-kva.de"),
        ("ada@mu\u0308ller.de", "ada@xn--mller-kva.de"),
        ("ada@straße.de", "ada@xn--strae-oqa.de"),
        ("ada@窯。中国", "ada@xn--ysz.xn--fiqs8s"),
        ("ada@-ü-.de", "ada@-ü-.de"),
        ("not an address", "not an address"),
        ("", ""),
    ],
)
def test_address_is_spelt_as_mail_servers_take_it(typed, kept):
    assert plain_email(typed) == kept
    assert plain_email(kept) == kept


def test_spellings_of_before_are_known():
    assert email_spellings("Ada@MÜLLER.de") == {"ada@müller.de", "ada@xn--mller-kva.de"}
    assert email_spellings("ada@example.com") == {"ada@example.com"}
    assert email_spellings("ada@xn--a.de") == {"ada@xn--a.de"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("１００－０００１", "100-0001"),
        ("〒100ー0001", "100-0001"),
        ("〒 100−0001\u200b", "100-0001"),
        ("١٠٠١٠", "10010"),
        ("ｓｗ１ａ\u30001aa", "sw1a 1aa"),
    ],
)
def test_postcode_in_plain_digits(typed, kept):
    assert plain_postcode(typed) == kept


def test_code_in_plain_letters():
    assert plain_code("ＤＥ１３６\u00a0695\u2011976") == "DE136 695-976"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Ada\u00a0\u3000 Lovelace\u200b ", "Ada Lovelace"),
        ("\u202eadA\u202c", "adA"),
        ("１丁目２－３", "１丁目２－３"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\u200b\u200c\u2060", ""),
        ("two\nlines", "two lines"),
    ],
)
def test_line_without_what_nobody_sees(typed, kept):
    assert visible_line(typed) == kept
