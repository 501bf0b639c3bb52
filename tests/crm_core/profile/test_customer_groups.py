import pytest

from crm_core.customers.services import identify
from crm_core.profile.services import set_tags
from shop.offer.customer_groups import group_choices, group_names, groups_of
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_tags_of_the_accounts_customer_are_its_groups(django_assert_num_queries):
    user, other = UserFactory(), UserFactory()
    customer = identify(user=user)
    late, vip = set_tags(customer, ["VIP", "Late"], by=None)
    keys = {f"tag:{vip.pk}", "tag:0"}

    with django_assert_num_queries(1):
        assert groups_of(user, keys) == {f"tag:{vip.pk}"}
    with django_assert_num_queries(0):
        assert groups_of(None, keys) == groups_of(user, {"unknown:1"}) == set()
    assert groups_of(other, keys) == set()
    assert dict(dict(group_choices())["Customer tags"]) == {f"tag:{vip.pk}": "VIP", f"tag:{late.pk}": "Late"}
    assert group_names(keys) == ["VIP"]
