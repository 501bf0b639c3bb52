"""What a model of Oscar's says of an address's postcode, whatever form it comes by."""

import pytest
from django.core.exceptions import ValidationError
from oscar.apps.address.models import UserAddress
from oscar.core.loading import get_model

from shop.order.models import BillingAddress, ShippingAddress
from tests.shop.factories import CountryFactory

pytestmark = pytest.mark.django_db

MODELS = [UserAddress, ShippingAddress, BillingAddress, get_model("partner", "PartnerAddress")]


def address(model, country, postcode):
    CountryFactory(iso_3166_1_a2=country, printable_name=country)
    return model(line1="Street 1", line4="Town", country_id=country, postcode=postcode)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
@pytest.mark.parametrize(
    ("country", "typed", "kept"),
    [
        ("TW", "106409", "106409"),
        ("TW", "10617", "10617"),
        ("JP", "〒１００ー０００１", "100-0001"),
        ("GB", "ｓｗ１ａ１ａａ", "SW1A 1AA"),
        ("HK", "", ""),
        ("BR", "０１３１０-１００", "01310-100"),
    ],
)
def test_model_reads_what_the_form_reads(model, country, typed, kept):
    found = address(model, country, typed)
    found.clean()
    assert found.postcode == kept


@pytest.mark.parametrize(("country", "typed"), [("TW", "1066"), ("DE", "0166"), ("BR", "1")])
def test_model_refuses_a_wrong_one_at_its_field(country, typed):
    with pytest.raises(ValidationError) as refusal:
        address(UserAddress, country, typed).clean()
    assert list(refusal.value.error_dict) == ["postcode"]
