import time

import pytest

from shop.deadlines import page
from shop.tax.models import VatCheck
from shop.tax.services import check_vat_id
from shop.tax.vies import Vies
from tests.shop.silent_server import SilentServer

FRENCH = "FR40303265045"


@pytest.fixture
def silent(settings, monkeypatch):
    settings.KILN_VAT_REGISTER = "shop.tax.vies.Vies"
    settings.KILN_PAGE_PATIENCE_SECONDS = 0.4
    with SilentServer() as server:
        monkeypatch.setattr("shop.tax.vies.VIES_URL", server.base)
        yield server


@pytest.mark.django_db
def test_a_page_does_not_wait_for_the_register_and_tax_is_charged(silent):
    began = time.monotonic()
    with page():
        check = check_vat_id(FRENCH)

    assert time.monotonic() - began < 2
    assert (check.outcome, silent.connections) == (VatCheck.Outcome.UNREACHABLE, 1)


def test_after_three_failures_the_register_is_left_alone(silent):
    for _time in range(5):
        with page():
            assert Vies().ask(FRENCH).is_valid is None

    assert silent.connections == 3
