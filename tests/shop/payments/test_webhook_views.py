import pytest

from shop.payments.models import GatewayEvent
from shop.payments.webhook_views import MOST_BYTES

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("size", "status"), [(0, 400), (MOST_BYTES, 400), (MOST_BYTES + 1, 413)])
def test_body_is_read_up_to_the_limit(client, size, status):
    """Unsigned: what is read is refused for that."""
    answer = client.post("/payments/stripe/webhook/", data=b"x" * size, content_type="application/json")

    assert (answer.status_code, GatewayEvent.objects.count()) == (status, 0)
