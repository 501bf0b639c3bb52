import pytest

from shop.order.models import Order
from shop.order_statuses import STATUSES


@pytest.mark.parametrize("status", STATUSES)
def test_only_the_status_says_that_an_order_is_cancelled(status):
    assert Order(status=status).is_cancelled is (status == "Cancelled")
