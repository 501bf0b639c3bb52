import pytest
from django.urls import reverse

from crm_core.pipeline.models import ActRule, Competitor, Deal, Pipeline, Stage
from crm_core.pipeline.services import move_deal
from tests.crm_core.factories import staff_with
from tests.crm_core.pipeline.factories import deal, new_business, stage

pytestmark = pytest.mark.django_db
RIGHTS = [
    f"pipeline.{action}_{model}"
    for action in ("view", "add", "change")
    for model in ("pipeline", "competitor")
]


@pytest.fixture
def head(client, site):
    """A browser of somebody who makes pipelines."""
    client.force_login(staff_with(*RIGHTS))
    return client


def sent(page):
    """What a browser sends of a page that was left as it is."""
    form, rows = page.context["form"], page.context["formset"]
    data = {}
    for each in (form, rows.management_form, *rows.forms):
        for field in each:
            value = field.value()
            if field.field.disabled or value is None or value is False or value in ("", []):
                continue
            data[field.html_name] = [str(one) for one in value] if isinstance(value, list) else str(value)
    return data


def test_a_pipeline_is_made_with_its_stages(head):
    url = reverse("deal_pipelines:add")
    answer = head.post(url, {**sent(head.get(url)), "name": "Tenders", "is_active": "on"})
    made = Pipeline.objects.get(name="Tenders")
    assert answer.url == reverse("deal_pipelines:edit", args=[made.pk])
    assert list(made.stages.values_list("name", "kind", "probability")) == [
        ("Qualified", "open", 20),
        ("Offer made", "open", 60),
        ("Won", "won", 100),
        ("Lost", "lost", 0),
    ]


def test_stages_are_put_in_another_order_with_what_they_need_and_acts(head):
    url = reverse("deal_pipelines:edit", args=[new_business().pk])
    data = sent(head.get(url))
    data |= {"stages-0-position": "9", "stages-0-requires": ["contact"], "act_form_sent": ""}
    assert head.post(url, data).status_code == 302
    moved = stage("Qualified")
    assert (moved.position, moved.requires) == (9, ["contact"])
    assert not ActRule.objects.filter(pipeline=new_business(), act="form_sent").exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"stages-1-name": "qualified"}, "Two stages have the same name."),
        ({"stages-0-probability": "101"}, "less than or equal to 100"),
    ],
)
def test_what_makes_no_pipeline_is_refused_and_kept(head, change, words):
    url = reverse("deal_pipelines:edit", args=[new_business().pk])
    answer = head.post(url, {**sent(head.get(url)), "stages-2-name": "Typed", **change})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert 'value="Typed"' in answer.content.decode()
    assert not Stage.objects.filter(name="Typed").exists()


def test_a_removed_stage_gives_its_deals_away_and_stays_in_their_history(head):
    held = deal()
    move_deal(held, stage("Needs known"), by=None)
    gone, to = stage("Needs known"), stage("Qualified")
    url = reverse("deal_stage_remove", args=[gone.pk])
    assert head.post(url, {}).status_code == 422
    assert head.post(url, {"to": to.pk}).status_code == 302
    gone.refresh_from_db()
    now = Deal.objects.get()
    assert (now.stage, gone.removed_at is None) == (to, False)
    assert [move.to_stage.name for move in now.moves.all()] == ["Qualified", "Needs known", "Qualified"]
    assert ActRule.objects.get(pipeline=new_business(), act="form_sent").stage == to


def test_the_stages_of_what_is_won_and_lost_stay(head):
    url = reverse("deal_stage_remove", args=[stage("Won").pk])
    head.post(url, {"to": stage("Qualified").pk})
    assert stage("Won").removed_at is None


def test_pipelines_are_not_deleted(head):
    assert head.get(f"/cms/deal-pipelines/delete/{new_business().pk}/").status_code == 404


def test_a_battle_card_is_written_and_shown(head):
    data = {"name": "Clay & Co", "answers": "Ask about breakage.", "website": "https://clay.example"}
    assert head.post(reverse("deal_competitors:add"), data).status_code == 302
    assert (
        head.post(
            reverse("deal_competitors:add"), {**data, "name": "B", "website": "javascript:1"}
        ).status_code
        == 200
    )
    assert list(Competitor.objects.values_list("name", "answers")) == [("Clay & Co", "Ask about breakage.")]
