import pytest
from django.core.management import call_command

from crm_core.customers.models import MatchCandidate
from crm_core.customers.services import identify
from crm_core.customers.tasks import find_duplicates

pytestmark = pytest.mark.django_db


def test_customers_of_before_come_into_the_queue_once(capsys):
    for email in ("mara.lindt@example.com", "mara.lindr@example.com"):
        identify(email=email, name="Mara Lindt")

    call_command("find_duplicates")

    assert capsys.readouterr().out == "Compared 2 customers.\n"
    assert MatchCandidate.objects.count() == 1
    assert find_duplicates() == 0
