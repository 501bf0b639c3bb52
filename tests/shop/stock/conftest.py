import pytest

from shop.stock.consistency import differences


@pytest.fixture(autouse=True)
def _books_add_up(request):
    """Whatever a test of the stock did, afterwards the books add up."""
    yield
    marked = request.node.get_closest_marker("django_db")
    if marked and "wrong_books" not in request.fixturenames:
        assert list(differences()) == []


@pytest.fixture
def wrong_books():
    """For tests that spoil the books on purpose."""
