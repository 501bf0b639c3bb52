import pytest
from pydantic import ValidationError

from crm_core.automation.checking import ProblemsError, problems_of
from crm_core.automation.definitions import read_definition
from crm_core.automation.drafts import as_definition, stored_draft
from crm_core.automation.models import Rule
from crm_core.automation.registry import SHIPPED_RULES
from crm_core.automation.sentences import rule_sentence
from crm_core.automation.services import install_shipped_rules, save_rule, turn_on
from tests.crm_core.automation.rules import rule
from tests.crm_core.factories import staff_with

pytestmark = pytest.mark.django_db


TEMPLATES = [shipped for shipped in SHIPPED_RULES if shipped.name.startswith("template-")]


@pytest.mark.parametrize("shipped", TEMPLATES, ids=lambda shipped: shipped.name)
def test_every_template_reads_and_comes_back_from_the_form(shipped):
    definition = read_definition(shipped.definition())
    again, _places = as_definition(stored_draft(definition.as_json()))

    assert problems_of(definition) == []
    assert read_definition(again) == definition
    assert rule_sentence(definition)


def test_the_same_words_make_no_new_version():
    made = rule(on=False)
    save_rule(made, made.current.definition, name="Other", by=None)

    assert (made.versions.count(), Rule.objects.get().name) == (1, "Other")


@pytest.mark.parametrize(
    "broken",
    [
        {"trigger": {"start": "never", "name": "x"}},
        {"trigger": {"start": "event", "name": "OrderPlaced"}, "code": "import os"},
        {"trigger": {"start": "event", "name": "OrderPlaced"}, "most_per_day": 0},
        {"trigger": {"start": "schedule", "name": "every-customer", "at": "25:00"}},
        {
            "trigger": {"start": "event", "name": "OrderPlaced"},
            "steps": [{"id": "a", "do": "stop"}, {"id": "a", "do": "stop"}],
        },
        {"trigger": {"start": "event", "name": "OrderPlaced"}, "steps": [{"id": "a", "do": "branch"}]},
    ],
    ids=str,
)
def test_what_is_no_definition_is_not_saved(broken):
    with pytest.raises(ValidationError):
        save_rule(None, broken, name="x", by=None)
    assert Rule.objects.count() == 0


def test_a_rule_that_names_what_is_not_there_is_not_turned_on():
    made = rule({"id": "s1", "do": "gone"}, on=False)

    with pytest.raises(ProblemsError):
        turn_on(made, by=None)
    assert Rule.objects.get().state == "draft"


def test_what_one_may_not_do_one_may_not_have_rules_do():
    definition = read_definition(
        {
            "trigger": {"start": "event", "name": "StockLow"},
            "conditions": {"all": [{"field": "order.total", "is": "known"}]},
            "steps": [{"id": "s1", "do": "call_webhook", "with": {"endpoint": "1"}}],
        }
    )
    found = [problem.path for problem in problems_of(definition, by=staff_with())]

    assert found == ["conditions.0.field", "steps.s1.do", "steps.s1.endpoint"]


def test_shipped_rules_are_made_once():
    made = install_shipped_rules(on=True)

    assert [each.code for each in made] == [each.name for each in SHIPPED_RULES if each.is_installed]
    assert install_shipped_rules(on=True) == []
