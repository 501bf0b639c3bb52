"""Headings of programs, and lines of cards."""

import pytest

from crm_core.contact_import.recognition import layout_of, proposed
from crm_core.contact_import.vcard import escaped, folded_line, unescaped


@pytest.mark.parametrize(
    ("headings", "layout", "mapping"),
    [
        (
            "Given Name,Family Name,Group Membership,E-mail 1 - Type,E-mail 1 - Value,Phone 2 - Value",
            "google",
            "first_name,last_name,tags,email.label#1,email#1,phone#2",
        ),
        (
            "First Name,Last Name,E-mail Address,E-mail 2 Address,Business Phone,Home Street,Business City",
            "outlook",
            "first_name,last_name,email,email#2,phone,street#1,city#2",
        ),
        (
            "FirstName,LastName,HasOptedOutOfEmail,MailingStreet,MailingPostalCode,MobilePhone,DoNotCall",
            "salesforce",
            "first_name,last_name,opt_out,street#1,postcode#1,mobile,do_not_call",
        ),
        ("id_customer,firstname,lastname,email,newsletter", "prestashop", "external_id,first_name,last_name,email,newsletter"),
        (
            "id_customer,lastname,email,newsletter,newsletter_date_add",
            "prestashop",
            "external_id,last_name,email,newsletter,consent_at",
        ),
        ("Mail,Newsletter by,Opt-in time,Consent source", "", "email,newsletter_by,consent_at,consent_how"),
        ("Vorname,Nachname,E-Mail-Adresse,Firma,PLZ,Ort", "", "first_name,last_name,email,company,postcode#1,city#1"),
        ("姓名,手机号码,公司,备注,Shoe Size", "", "name,mobile,company,notes,custom:size"),
        ("Name,Name of the dog,Password", "", "name,,"),
    ],
)  # fmt: skip
def test_headings_are_recognised(headings, layout, mapping):
    names = headings.split(",")

    assert layout_of(names) == layout
    assert list(proposed(names, [("size", ["Shoe size"])]).values()) == mapping.split(",")


def test_what_can_be_there_once_is_taken_once():
    assert proposed(["Name", "Full Name", "Email", "Mail"], []) == {
        "Name": "name",
        "Full Name": "",
        "Email": "email",
        "Mail": "email",
    }


@pytest.mark.parametrize("text", ["a;b,c\\d\ne", "\\n", "王" * 60, ""])
def test_what_is_escaped_comes_back(text):
    assert unescaped(escaped(text)) == text


def test_lines_are_folded_between_characters():
    line = "NOTE:" + "é王x" * 40
    folded = folded_line(line)

    assert max(len(part.encode()) for part in folded.split("\r\n")) <= 75
    assert folded.replace("\r\n ", "").removesuffix("\r\n") == line
