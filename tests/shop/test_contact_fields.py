"""Every form that takes an address normalises it first, whoever made the form."""

import pytest
from allauth.account.forms import AddEmailForm, LoginForm, ResetPasswordForm
from django import forms
from wagtail.users.forms import UserCreationForm

from shop.checkout.forms import CompanyForm, GatewayForm
from shop.contact_fields import CANNOT_BE_REACHED
from shop.customer.forms import ProductAlertForm, ProfileForm
from shop.user.forms import SignUpForm


def email_fields():
    yield from (GatewayForm().fields["email"], LoginForm().fields["login"], SignUpForm().fields["email"])
    yield from (AddEmailForm().fields["email"], ResetPasswordForm().fields["email"])
    yield from (ProductAlertForm.base_fields["email"], UserCreationForm.base_fields["email"])


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ａｄａ＠ｅｘａｍｐｌｅ．ｃｏｍ\u3000", "ada@example.com"),
        ("ada@müller.de", "ada@xn--mller-kva.de"),
        ("\u200bada@example.com\u200f", "ada@example.com"),
    ],
)
def test_address_is_read_in_its_one_spelling(typed, kept):
    assert [field.clean(typed) for field in email_fields()] == [kept] * 7


@pytest.mark.parametrize("typed", ["töpfer@example.com", "王@example.com"])
def test_address_that_no_mail_reaches_is_refused_in_words(typed):
    for field in email_fields():
        with pytest.raises(forms.ValidationError) as refusal:
            field.clean(typed)
        assert refusal.value.messages == [str(CANNOT_BE_REACHED)]


@pytest.mark.parametrize("typed", ["no address", "ada@", "@example.com", "ada@-ü-.de", "a@b@c"])
def test_what_is_none_is_refused_as_before(typed):
    assert not GatewayForm({"email": typed}).is_valid()


def test_empty_one_stays_empty():
    assert forms.EmailField(required=False).clean(" \u200b ") == ""
    assert forms.EmailField(required=False, empty_value=None).clean("") is None


def test_other_contact_data_is_normalised_too():
    company = CompanyForm({"company": "Kiln\u00a0GmbH\u200b", "vat_id": "ＤＥ１３６\u3000695 976"})
    profile = ProfileForm(None, {"first_name": " Ada\u200b", "last_name": "\u3000Lovelace"})

    assert company.is_valid()
    assert company.cleaned_data == {"company": "Kiln GmbH", "vat_id": "DE136695976"}
    assert profile.is_valid()
    assert profile.cleaned_data == {"first_name": "Ada", "last_name": "Lovelace"}
