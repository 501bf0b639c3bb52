import pytest

from crm_core.scores.bg_nbd import BgNbd, expected_orders, hypergeometric, p_alive, p_order

# The parameters of the CDNOW sample.
CDNOW = BgNbd(r=0.243, alpha=4.414, a=0.793, b=2.426)


@pytest.mark.parametrize(
    ("a", "b", "c", "z", "value"),
    [(1.5, -0.2, 3.1, 0.9, 0.8786757246105225), (2.9, 0.4, 5.5, 0.3, 1.0727698143714286), (2, 3, 4, 0, 1)],
    ids=["far", "near", "nothing"],
)
def test_hypergeometric_function_is_that_of_scipy(a, b, c, z, value):
    assert hypergeometric(a, b, c, z) == pytest.approx(value, rel=1e-12)


def test_customer_of_the_paper_is_predicted_as_there():
    """Fader, Hardie, Lee: x = 2, t_x = 30.43, T = 38.86 is expected to order 1.226 times in 39 weeks."""
    assert expected_orders(CDNOW, x=2, recency=30.43, age=38.86, weeks=39) == pytest.approx(1.226, abs=1e-3)


def test_who_ordered_once_is_alive():
    assert p_alive(CDNOW, x=0, recency=0, age=500) == 1


def test_longer_silence_makes_a_customer_less_likely_alive():
    chances = [p_alive(CDNOW, x=10, recency=30, age=age) for age in (30, 40, 60, 300)]

    assert chances == sorted(chances, reverse=True)
    assert chances[-1] < 0.001


def test_silence_of_a_thousand_years_is_no_overflow():
    assert p_alive(CDNOW, x=5000, recency=1, age=52_000) == pytest.approx(0, abs=1e-200)


def test_customer_of_hundreds_of_orders_is_predicted():
    """300 orders at their rate, by .77 alive, less those that one chance of 1100 to be gone with each takes."""
    assert expected_orders(CDNOW, x=900, recency=150, age=151, weeks=52) == pytest.approx(207, rel=0.01)


def test_model_at_its_pole_is_predicted_as_beside_it():
    numbers = {"x": 3, "recency": 20.0, "age": 30.0, "weeks": 39.0}
    pole, beside = (expected_orders(BgNbd(r=0.3, alpha=4, a=a, b=2), **numbers) for a in (1.0, 1.001))

    assert pole == pytest.approx(beside, rel=1e-2)


def test_no_time_brings_no_order():
    assert expected_orders(CDNOW, x=2, recency=3, age=4, weeks=0) == 0
    assert p_order(CDNOW, x=2, recency=3, age=4, weeks=0) == 0


def test_an_order_is_never_likelier_than_being_alive():
    numbers = {"x": 4, "recency": 20.0, "age": 30.0}

    assert (
        0
        < p_order(CDNOW, **numbers, weeks=10)
        < p_order(CDNOW, **numbers, weeks=1000)
        < p_alive(CDNOW, **numbers)
    )
