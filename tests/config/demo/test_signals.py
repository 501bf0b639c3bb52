import pytest
import time_machine
from django.core.management import call_command

from config.demo.signals import add_signals
from crm_core.activities.models import Activity
from crm_core.automation.models import Rule
from crm_core.order_signals.models import SignalTrial
from tests.crm_core.automation.rules import work
from tests.crm_core.factories import rep_with
from tests.crm_core.order_signals.kit import NOW, account_of

pytestmark = pytest.mark.django_db


def test_the_demos_rules_are_on_and_put_calls_on_the_owners_days():
    owner = rep_with("customers.view_customer")
    with time_machine.travel(NOW, tick=False):
        account_of(240, 181, 122, 0, owner=owner)
        account_of(0, owner=owner)

        assert add_signals(now=NOW) > 0
        work()
        assert add_signals(now=NOW) == 0

    assert Rule.objects.filter(state="on").count() == 11
    assert SignalTrial.objects.count() == 7
    assert list(Activity.objects.values_list("assignee", flat=True)) == [owner.pk]


def test_rules_are_installed_as_drafts_by_hand(capsys):
    call_command("install_rules")
    call_command("install_rules")

    assert capsys.readouterr().out.splitlines() == ["11 new rules.", "0 new rules."]
    assert set(Rule.objects.values_list("state", flat=True)) == {"draft"}
