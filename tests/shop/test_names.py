import pytest

from shop.names import full_name
from shop.order.models import ShippingAddress
from shop.user.models import User


@pytest.mark.parametrize(
    ("first", "last", "whole"),
    [
        ("Anna", "Weber", "Anna Weber"),
        ("淑芬", "王", "王淑芬"),
        (" 淑芬 ", " 王", "王淑芬"),
        ("太郎", "山田", "山田太郎"),
        ("はなこ", "さとう", "さとうはなこ"),
        ("민수", "김", "김민수"),
        ("Mei", "王", "Mei 王"),
        ("淑芬", "", "淑芬"),
        ("", "王", "王"),
        ("", "", ""),
        ("Jörg", "Müller-Öz", "Jörg Müller-Öz"),
        ("J. 2", "", "J. 2"),
    ],
)
def test_name_stands_in_the_order_of_its_language(first, last, whole):
    assert full_name(first, last) == whole
    address = ShippingAddress(first_name=first, last_name=last, title="Dr")
    assert (address.name, address.salutation) == (whole, f"Dr {whole}".strip())
    assert User(first_name=first, last_name=last).get_full_name() == whole
