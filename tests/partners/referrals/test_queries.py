from types import SimpleNamespace

import pytest

from partners.referrals.queries import is_own_purchase
from shop.b2b.models import CompanyContact
from tests.partners.factories import PartnerAccountFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("known", "given", "is_own"),
    [
        ("030 123456", "+49 30 123456", True),
        ("030 123456", "+49 30 123457", False),
        ("extension 7", "extension 8", False),
        ("", "", False),
        ("030 123456", None, False),
    ],
)
def test_phone_is_theirs_when_both_ring_the_same_telephone(known, given, is_own):
    account = PartnerAccountFactory()
    CompanyContact.objects.create(company=account.company, name="Lin", email="lin@x.example", phone=known)
    address = None if given is None else SimpleNamespace(phone_number=given, country_id="DE")
    order = SimpleNamespace(email="", user_id=None, shipping_address=address)

    assert is_own_purchase(order, account=account) is is_own
