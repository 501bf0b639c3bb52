import pytest
from django.core.files.base import ContentFile

from crm_core.customers.merging.services import merge_customers
from crm_core.customers.services import identify
from crm_core.quotes.erasure import forget
from crm_core.quotes.export import quotes_of
from crm_core.quotes.models import QuoteComment, QuoteFile
from crm_core.quotes.moves import comment
from tests.crm_core.factories import CustomerFactory
from tests.crm_core.quotes.factories import fresh, offer, requested

pytestmark = pytest.mark.django_db


def test_names_words_and_files_go_and_prices_stay():
    quote = requested(message="Call Mara", files=[ContentFile(b"x", name="plan.txt")])
    comment(quote, "Mara asks", by=None, by_buyer=True)
    offer(quote, "100.00")

    forget([quote.customer_id])

    left = fresh(quote)
    assert (left.name, left.email, left.message, left.total > 0) == ("", "", "", True)
    assert not QuoteComment.objects.exists()
    assert not QuoteFile.objects.exists()
    assert left.versions.get(number=2).lines.get().price == 100


def test_a_copy_of_ones_data_holds_ones_quotes():
    quote = offer(requested(message="For the lobby"), "100.00")

    found = list(quotes_of([quote.customer]))

    assert found[0]["number"] == quote.number
    assert [version["number"] for version in found[0]["versions"]] == [1, 2]


def test_quotes_go_with_a_merge():
    quote, other = requested(), CustomerFactory()

    merge_customers(other, quote.customer, by=None)

    assert fresh(quote).customer == other
    assert identify(email="mara@lindt.example") == other
