import pytest
from django.utils import translation

from crm_core.automation.definitions import Definition, Test, TriggerPart, read_definition
from crm_core.automation.fields import all_fields
from crm_core.automation.phrases import inside_words
from crm_core.automation.registry import FIELDS, SHIPPED_RULES
from crm_core.automation.sentences import comparison_words, condition_words, rule_sentence, trigger_words
from crm_core.automation.version_lines import step_lines, step_tree
from tests.crm_core.automation.rules import tagging

pytestmark = pytest.mark.django_db

COMPARISONS = [
    ("customer.kind", "one_of", ["company"], "the customer is a company", "顾客是公司"),
    ("customer.kind", "none_of", ["company"], "the customer is not a company", "顾客不是公司"),
    ("order.is_first", "yes", None, "it is the customer's first order", "这是顾客的首个订单"),
    ("order.is_first", "no", None, "it is not the customer's first order", "这不是顾客的首个订单"),
    (
        "order.is_first",
        "unknown",
        None,
        "it is not known whether it is the customer's first order",
        "不清楚“这是顾客的首个订单”是否属实",
    ),
    ("order.total", "at_least", "500", "the order's total is at least €500.00", "订单总额至少为 €500.00"),
    (
        "customer.orders",
        "is",
        "3",
        "the number of the customer's orders is exactly 3",
        "顾客的订单数恰好为 3",
    ),
    (
        "customer.last_order",
        "ago_at_least",
        "45",
        "the customer's last order was at least 45 days ago",
        "顾客上次下单的时间距今至少 45 天",
    ),
    (
        "customer.created",
        "ago_at_most",
        "1",
        "the customer was added in the last 1 day",
        "顾客在最近 1 天内建档",
    ),
    (
        "signal.kind",
        "one_of",
        ["lapsed", "payment_overdue"],
        "the customer's orders show that the account has lapsed or that a payment is overdue",
        "顾客的订单表明顾客已流失或有付款逾期",
    ),
    (
        "deal.probability",
        "more_than",
        "50",
        "the deal's probability is more than 50%",
        "商机成交概率大于 50%",
    ),
    ("customer.name", "contains", "Tea", "the customer's name contains “Tea”", "顾客的姓名包含“Tea”"),
]


@pytest.mark.parametrize(
    ("field", "operator", "value", "english", "chinese"),
    COMPARISONS,
    ids=[f"{c[0]}-{c[1]}" for c in COMPARISONS],
)
def test_a_comparison_is_a_sentence(field, operator, value, english, chinese):
    test = Test.model_validate({"field": field, "is": operator, "value": value})

    said = []
    for language in ("en", "zh-hans"):
        with translation.override(language):
            said.append(comparison_words(test))
    assert said == [english, chinese]


def test_every_field_of_a_package_has_a_phrase():
    assert [field.name for field in FIELDS if not field.phrase] == []
    assert {field.name for field in FIELDS} <= {field.name for field in all_fields()}


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("Next order", "next order"),
        ("VIP lost", "VIP lost"),
        ("E-mail", "e-mail"),
        ("A day", "a day"),
        ("", ""),
    ],
)
def test_labels_begin_small_inside_a_sentence(label, words):
    assert inside_words(label) == words


STAGE = {"field": "customer.stage", "is": "one_of", "value": ["lost"]}
COMPANY = {"field": "customer.kind", "is": "one_of", "value": ["company"]}
IS_LOST, IS_COMPANY = "the customer's stage is lost", "the customer is a company"


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ({"all": [STAGE, COMPANY]}, f"{IS_LOST} and {IS_COMPANY}"),
        ({"any": [STAGE, {"all": [COMPANY, STAGE]}]}, f"{IS_LOST} or ({IS_COMPANY} and {IS_LOST})"),
        (
            {"not": {"any": [STAGE, COMPANY]}},
            "the customer's stage is not lost and the customer is not a company",
        ),
        ({"not": {"not": STAGE}}, IS_LOST),
        (
            {"not": {"field": "customer.tags", "is": "has_all", "value": ["0"]}},
            "it is not so that the customer has the tag “0”",
        ),
        ({"not": {"all": []}}, "that is never so"),
    ],
    ids=["all", "any", "none", "twice", "without-contrary", "never"],
)
def test_groups_are_sentences(condition, words):
    assert condition_words(read_definition(_rule(conditions=condition)).conditions) == words


def _rule(**parts):
    return {"trigger": {"start": "event", "name": "OrderPlaced"}, **parts}


def _branch(*then, otherwise=()):
    return {"id": "b", "do": "branch", "if": COMPANY, "then": list(then), "otherwise": list(otherwise)}


def test_a_rule_is_one_sentence_with_its_steps():
    wait = {"id": "w", "do": "wait", "with": {"number": 1, "unit": "days"}}
    stop = {"id": "x", "do": "stop"}
    one = _rule(conditions=STAGE, steps=[wait, tagging("welcome")])
    two = _rule(conditions=STAGE, steps=[_branch(wait, otherwise=[stop])])
    three = _rule(steps=[wait, _branch(stop)])

    assert [rule_sentence(read_definition(each)) for each in (one, two, three, _rule())] == [
        f"When an order is placed, if {IS_LOST}, wait 1 day, then add the tag “welcome”.",
        f"When an order is placed, if {IS_LOST}: if {IS_COMPANY}, wait 1 day; otherwise stop here.",
        f"When an order is placed, wait 1 day, then (if {IS_COMPANY}, stop here).",
        "When an order is placed.",
    ]


@pytest.mark.parametrize(
    ("start", "name", "rest", "words"),
    [
        ("change", "customer.stage", {"new": "at_risk"}, "When the customer's stage becomes at risk"),
        ("change", "customer.tags", {}, "When there is a change in the customer's tags"),
        ("change", "deal.owner", {}, "When there is a change in the owner of the deal"),
        ("event", "Unheard", {}, "When “Unheard” happens"),
        (
            "schedule",
            "every-customer",
            {"every": "week", "weekdays": [0, 2, 4], "at": "07:00"},
            "Every Monday, Wednesday and Friday at 07:00, for every customer",
        ),
    ],
    ids=["becomes", "change", "owner", "unnamed", "week"],
)
def test_what_starts_a_rule_is_a_sentence(start, name, rest, words):
    assert trigger_words(TriggerPart.model_validate({"start": start, "name": name, **rest})) == words


def test_steps_are_a_tree_and_numbered_lines():
    wait = {"id": "w", "do": "wait", "with": {"number": 2, "unit": "days"}}
    steps = read_definition(_rule(steps=[_branch(wait, otherwise=[{"id": "x", "do": "stop"}])])).steps

    [branch] = step_tree(steps)
    assert (
        branch.words,
        [each.words for each in branch.then],
        [each.words for each in branch.otherwise],
    ) == (
        "If the customer is a company",
        ["Wait 2 days"],
        ["Stop here"],
    )
    assert step_lines(steps) == [
        "1. If the customer is a company",
        "1a.1 Then: wait 2 days",
        "1b.1 Otherwise: stop here",
    ]


def test_shipped_rules_say_no_label_inside_their_sentence():
    definitions: list[Definition] = [read_definition(each.definition()) for each in SHIPPED_RULES]
    sentences = [rule_sentence(each) for each in definitions]
    labels = [str(field.label) for field in FIELDS if not str(field.label).islower()]

    assert [(label, said) for said in sentences for label in labels if f"if {label}" in said] == []
    assert [said for said in sentences if not (said[0].isupper() and said.endswith("."))] == []
