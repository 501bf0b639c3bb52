"""Every form that takes a file takes it through the gate."""

import gc

import pytest
from django import forms
from django.urls import URLPattern, get_resolver
from wagtail.documents import get_document_model
from wagtail.documents.forms import get_document_form, get_document_multi_form
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form, get_image_multi_form

from shop.payments.statement_forms import StatementForm
from shop.uploads.fields import CleanedUploadField
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db

# Forms that take a file in another way, each with the reason.
ELSEWHERE = {
    # Several at once: each goes through the gate by itself (`PhotosField`).
    ("shop.returns.forms", "DetailsForm", "photos"),
    ("partners.funds.forms", "ClaimForm", "proofs"),
    # A document or a picture: the field sends either through the gate (`InvoiceCopyField`).
    ("partners.special_prices.forms", "ClaimForm", "proof"),
    # Statements are read by readers of their own, with limits of their own (shop.payments).
    (StatementForm.__module__, "StatementForm", "file"),
    # Oscar's, in whose place ours stand; no address leads to them.
    ("oscar.apps.dashboard.catalogue.forms", "CategoryForm", "image"),
    ("oscar.apps.dashboard.catalogue.forms", "ProductImageForm", "original"),
}
# What a form factory makes on the way to a class.
FACTORY = "django.forms.widgets"


def subclasses(cls):
    for sub in cls.__subclasses__():
        yield sub
        yield from subclasses(sub)


def addresses(resolver):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield entry
        else:
            yield from addresses(entry)


def ungated():
    assert len(list(addresses(get_resolver()))) > 500  # every view, and so every form, is imported
    return {
        (form.__module__, form.__qualname__, name)
        for form in subclasses(forms.BaseForm)
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.FileField) and not isinstance(field, CleanedUploadField)
        if form.__module__ != FACTORY and not form.__module__.startswith("tests.")
    }


def test_no_form_takes_a_file_past_the_gate():
    assert ungated() <= ELSEWHERE


def test_the_look_would_find_one():
    class Leaking(forms.Form):
        __module__ = "shop.leaking"
        file = forms.ImageField()

    found = ("shop.leaking", "test_the_look_would_find_one.<locals>.Leaking", "file") in ungated()
    del Leaking
    gc.collect()
    assert found
    assert "shop.leaking" not in {module for module, _form, _field in ungated()}


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("factory", "model"), [(get_image_form, get_image_model), (get_document_form, get_document_model)]
)
def test_the_forms_that_wagtail_makes(factory, model):
    form = factory(model())(user=UserFactory(is_superuser=True))

    assert isinstance(form.fields["file"], CleanedUploadField)


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("factory", "model"),
    [(get_image_multi_form, get_image_model), (get_document_multi_form, get_document_model)],
)
def test_the_forms_for_several_take_no_file_again(factory, model):
    assert "file" not in factory(model())(user=UserFactory(is_superuser=True)).fields
