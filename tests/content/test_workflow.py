"""From an editor's draft to a published page, and by the clock."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, TaskState, Workflow, WorkflowPage

from config.roles.services import set_up_roles
from content.models import Form, StandardPage
from content.tasks import publish_scheduled
from content.workflow import NAME
from tests.content.factories import make_form, make_home, make_page
from tests.shop.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(site):
    home = make_home(site)
    set_up_roles()
    return make_page(home)


def member(role):
    user = UserFactory(is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


def page_data(page, **changes):
    empty = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    return {
        "title": page.title,
        "slug": page.slug,
        "intro": "",
        "seo_title": "",
        "search_description": "",
        "body-count": 0,
        **{f"comments-{name}": value for name, value in empty.items()},
        **changes,
    }


def test_set_up_again_changes_nothing_and_leaves_another_choice_alone(story):
    set_up_roles()
    assert Workflow.objects.filter(name=NAME).count() == 1
    own = Workflow.objects.create(name="Our own")
    WorkflowPage.objects.filter(page=Page.get_first_root_node()).update(workflow=own)

    set_up_roles()

    assert WorkflowPage.objects.get(page=Page.get_first_root_node()).workflow == own


def test_an_editor_submits_and_an_approver_publishes(client, story):
    edit = reverse("wagtailadmin_pages:edit", args=[story.pk])
    client.force_login(member("content editor"))
    client.post(edit, page_data(story, title="New title", **{"action-publish": "1"}))
    assert Page.objects.get(pk=story.pk).title == "Story"  # asking for it by hand publishes nothing
    client.post(edit, page_data(story, title="New title", **{"action-submit": "1"}))
    state = TaskState.objects.get(status="in_progress")

    client.force_login(member("content approver"))
    url = reverse("wagtailadmin_pages:workflow_action", args=[story.pk, "approve", state.pk])
    client.post(url, {"comment": "Good"})

    assert Page.objects.get(pk=story.pk).title == "New title"


def test_an_editor_can_not_approve_their_own(client, story):
    client.force_login(member("content editor"))
    client.post(
        reverse("wagtailadmin_pages:edit", args=[story.pk]),
        page_data(story, title="New title", **{"action-submit": "1"}),
    )
    state = TaskState.objects.get(status="in_progress")

    client.post(reverse("wagtailadmin_pages:workflow_action", args=[story.pk, "approve", state.pk]), {})

    assert Page.objects.get(pk=story.pk).title == "Story"


def test_a_page_goes_live_and_expires_by_the_clock(client, story):
    now = timezone.now()
    sale = StandardPage(title="Sale", slug="sale", locale=story.locale, live=False)
    story.get_parent().add_child(instance=sale)
    sale.go_live_at, sale.expire_at = now + timedelta(hours=1), now + timedelta(hours=2)
    sale.save_revision().publish()

    publish_scheduled()
    assert client.get("/sale/").status_code == 404
    with time_machine.travel(now + timedelta(minutes=61)):
        publish_scheduled()
        assert client.get("/sale/").status_code == 200
    with time_machine.travel(now + timedelta(minutes=121)):
        publish_scheduled()
        assert client.get("/sale/").status_code == 404


@pytest.mark.parametrize(("role", "status"), [("marketing", 200), ("fulfilment", 403)])
def test_a_page_is_translated_by_who_may(client, site, story, role, status):
    make_home(site, language="zh-hans")
    client.force_login(member(role))
    url = reverse("simple_translation:submit_page_translation", args=[story.pk])

    assert client.get(url).status_code == status
    if status == 200:
        locale = story.get_parent().get_translations().get().locale
        client.post(url, {"locales": [locale.pk]})
        assert story.get_translation(locale).live is False


@pytest.mark.parametrize(("role", "status"), [("marketing", 200), ("sales", 403)])
def test_entries_are_listed_exported_and_read_by_who_may(client, story, role, status):
    form = make_form()
    home = story.get_parent().specific
    home.body = [("form", {"heading": "", "form": form})]
    home.save_revision().publish()
    names = {"your_name": "=1+1", "your_address": "ada@example.com", "message": ""}
    client.post("/", {"content_form": form.pk, **{f"f{form.pk}-{k}": v for k, v in names.items()}})
    client.force_login(member(role))
    index = reverse("form_entries:index")

    answers = [
        client.get(index),
        client.get(f"{index}?form={form.pk}&export=csv"),
        client.get(f"{index}?export=xlsx"),
        client.get(reverse("form_entries:inspect", args=[form.entries.get().pk])),
    ]

    assert [answer.status_code for answer in answers] == [status] * 4
    if status == 200:
        rows = answers[1].getvalue().decode().splitlines()
        assert (
            rows[0] == "Sent,Form,Language,E-mail address,Consent text,Status,Your name,Your address,Message"
        )
        assert rows[1].endswith(",Write to us,en,ada@example.com,,open,'=1+1,ada@example.com,")
        assert "=1+1" in answers[3].content.decode()


def test_two_fields_of_one_name_are_refused_and_nothing_is_lost(client, story):
    client.force_login(member("marketing"))
    fields = {}
    for place in (0, 1):
        values = {"label": "Name", "field_type": "singleline", "required": "on", "ORDER": place, "id": ""}
        fields |= {f"form_fields-{place}-{name}": value for name, value in values.items()}
    counts = {"TOTAL_FORMS": 2, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 1, "MAX_NUM_FORMS": 1000}
    data = {"title": "Ask", "button": "Send", "thanks": "Thanks", "consent": "none", "consent_text": ""}
    data |= {f"form_fields-{name}": value for name, value in counts.items()} | fields | {"keep_days": 365}

    response = client.post(reverse(Form.snippet_viewset.get_url_name("add")), data)

    assert response.status_code == 200
    assert "Another field has this label already." in response.content.decode()
    assert not Form.objects.exists()
