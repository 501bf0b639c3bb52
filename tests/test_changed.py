from pathlib import Path

import pytest

from tests.changed import affected_tests

SOURCES = {
    Path("tests/shop/tax/test_vies.py"): "from shop.tax.vies import Vies\n",
    Path(
        "tests/shop/checkout/test_views.py"
    ): "from shop.tax import models\nfrom shop.tax.vies import Vies\n",
    Path("tests/shop/stock/test_views.py"): 'templates = ["stock/level.html"]\n',
    Path("tests/shop/order/test_totals.py"): "from shop.order.totals import order_totals\n",
}


@pytest.mark.parametrize(
    ("path", "tests"),
    [
        ("shop/tax/vies.py", {"tests/shop/tax/test_vies.py", "tests/shop/checkout/test_views.py"}),
        ("shop/order/links.py", {"tests/shop/order/test_totals.py"}),
        ("tests/shop/order/test_totals.py", {"tests/shop/order/test_totals.py"}),
        ("templates/stock/level.html", {"tests/shop/stock/test_views.py"}),
        ("docs/tax.md", set()),
    ],
)
def test_a_change_brings_the_tests_that_it_can_break(path, tests):
    assert affected_tests(Path(path), SOURCES) == {Path(test) for test in tests}
