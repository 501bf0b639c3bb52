import pytest

from crm_core.customers.normalise import normalised_email, normalised_phone


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
        ("030 1234567", "", ""),
        ("12", "DE", ""),
        ("call me", "DE", ""),
        (None, "DE", ""),
    ],
)
def test_phone_has_one_spelling(raw, region, expected):
    assert normalised_phone(raw, region=region) == expected
