"""What a colleague's customer has in sales is closed: every address, read and posted to, and nothing changes."""

from datetime import date
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.urls import resolve
from django.utils import timezone

from config.roles.services import set_up_roles
from crm_core.abandoned_baskets.models import AbandonedBasket
from crm_core.activities.models import Activity
from crm_core.approvals.routes import Level, StepAsk
from crm_core.approvals.services import ApprovalRequest, request_approval
from crm_core.automation.models import DryRun, DryRunMatch, RuleRun
from crm_core.leads.facts import LeadFacts
from crm_core.leads.services import capture_lead
from crm_core.offline.models import OfflineOrder
from crm_core.order_entry.drafts import start_draft
from crm_core.pipeline.models import DealFile
from crm_core.rep_commissions.models import CommissionPlan, Statement
from crm_core.sequences.models import Enrolment
from shop.order.models import Order
from tests.crm_core.automation.rules import rule, tagging
from tests.crm_core.factories import CompanyContactFactory, CustomerFactory
from tests.crm_core.pipeline.factories import deal, first_pipelines
from tests.crm_core.sequences.kit import sequence
from tests.partners.factories import PartnerUserFactory
from tests.shop.factories import BasketFactory, ProductFactory, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db
SECRET, MAIL, PHONE = "Verborgen GmbH", "hidden@verborgen.example", "+4940555123"
#: What is asked: below /cms/, written with the numbers of what belongs to the colleague's customer.
CLOSED = (
    *(f"activities/{{activity}}/{do}" for do in ("", "cancel/", "complete/", "edit/", "move/")),
    *(f"deals/{{deal}}/{do}" for do in ("", "cell/title/", "lose/", "win/")),
    *(f"deals/{do}/{{deal}}/" for do in ("delete", "edit", "history", "history-results", "usage")),
    "deal-files/{file}/",
    *(f"leads/{{lead}}/{do}" for do in ("", "qualify/")),
    *(f"leads/{do}/{{lead}}/" for do in ("delete", "edit", "history", "history-results", "usage")),
    "approvals/{approval}/",
    "enrolments/{enrolment}/",
    "customers/{customer}/enrol/",
    *(f"abandoned-baskets/{do}{{basket}}/" for do in ("", "delete/", "edit/", "history/", "usage/")),
    "rules/runs/{run}/",
    "rules/runs/{run}/settle/",
    "rules/{rule}/press/{customer}/",
    *(f"commission-statements/{{statement}}/{do}" for do in ("", "file/", "print/")),
    *(f"commission-statements/{do}/{{statement}}/" for do in ("delete", "edit", "history", "usage")),
    "customers/{customer}/order/",
    "customers/{customer}/order/review/",
    "customers/{customer}/order/products/",
    "offline/customers/{customer}.json",
    "offline/orders/{offline}/",
    "rules/{rule}/edit/",
    "rules/{rule}/delete/",
    "rules/{rule}/switch/",
    "rules/{rule}/dry-run/",
    "rules/pause/",
    "quotas/",
    "quotas/file/",
    "sequences/edit/{sequence}/",
    "sequences/delete/{sequence}/",
    "discount-limits/",
    "discount-limits/new/",
)
#: What a representative may open, and which tells nothing of the colleague's customer.
SILENT = (
    "activities/?q=Verborgen",
    "activities/team/",
    "activities/calendar/",
    "my-day/",
    "offline/",
    "offline/day.json",
    "deals/?q=Verborgen",
    "deals/?export=csv",
    "deals/board/",
    "deal-reports/",
    "leads/?q=Verborgen",
    "leads/?export=csv",
    "leads/duplicates/?email=hidden@verborgen.example",
    "leads/report/",
    "abandoned-baskets/",
    "approvals/",
    "approvals/decided/",
    "rules/{rule}/",
    "rules/{rule}/log/",
    "rules/{rule}/log/?show=not",
    "rules/failed/",
    "rules/dry-runs/{dry_run}/",
    "sequences/{sequence}/",
    "forecast/",
    "forecast/rows/?who={head}&rep={head}",
    "forecast/rows/?user={head}",
    "commission-statements/",
)
ANSWERS = [
    {},
    {"action": "move", "do": "usual", "stage": "1", "drop": "1", "on": "0", "outcome": "x", "reason": "1"},
    {"action": "withdraw", "answer": "yes", "is_approved": "1", "comment": "x", "do": "save", "title": "X"},
    {"action": "approve", "do": "discard", "note": "x", "value": "Mine", "sequence": "1"},
]
KEPT = [
    apps.get_model(name)
    for name in (
        "activities.Activity",
        "approvals.Approval",
        "automation.RuleRun",
        "automation.Rule",
        "automation.DryRun",
        "leads.Lead",
        "order.Order",
        "offline.OfflineOrder",
        "order_entry.OrderDraft",
        "pipeline.Deal",
        "pipeline.DealFile",
        "rep_commissions.Statement",
        "sequences.Enrolment",
        "sequences.Sequence",
        "forecast.Quota",
        "timeline.TimelineEntry",
    )
]


@pytest.fixture
def things(site):
    """Numbers of one thing of each kind, all of a customer of the head's."""
    first_pipelines()
    set_up_roles()
    head = StaffFactory()
    customer = CustomerFactory(name=SECRET, email=MAIL, phone=PHONE, owner=head)
    now = timezone.now()
    written, flow = rule(tagging("vip"), name="Tagger"), sequence()
    dry_run = DryRun.objects.create(
        rule=written, definition=written.current.definition, by=head, since=now, until=now, done_at=now
    )
    DryRunMatch.objects.create(dry_run=dry_run, customer=customer, trigger_key="x:1", at=now)
    lead = capture_lead(
        LeadFacts(kind="form", source="x:1", occurred_at=now, customer=customer, owner=head, text=SECRET)
    )
    held = deal(customer=customer, title=f"Deal of {SECRET}", owner=head)
    basket = BasketFactory(owner=None, lines=[ProductFactory()])
    plan = CommissionPlan.objects.create(name="Plan", starts_on=date(2026, 1, 1))
    asked = Level(asks=(StepAsk(people=(head,)),))
    statement = {"kind": "month", "starts_on": date(2026, 5, 1), "currency": "EUR", "target": 1}
    return {
        "head": head.pk,
        "customer": customer.pk,
        "activity": Activity.objects.create(
            customer=customer, subject=f"Call {SECRET}", assignee=head, created_by=head, due_at=now
        ).pk,
        "deal": held.pk,
        "file": DealFile.objects.create(
            deal=held, file=ContentFile(b"x", name="x.txt"), name="x.txt", size=1
        ).pk,
        "lead": lead.pk,
        "approval": request_approval(
            ApprovalRequest(kind="rule", customer=customer, data={"question": SECRET}, levels=[asked])
        ).pk,
        "enrolment": Enrolment.objects.create(customer=customer, sequence=flow, enrolled_at=now).pk,
        "sequence": flow.pk,
        "basket": AbandonedBasket.objects.create(
            basket=basket, customer=customer, quiet_since=now, abandoned_at=now, currency="EUR"
        ).pk,
        "rule": written.pk,
        "dry_run": dry_run.pk,
        "run": RuleRun.objects.create(
            rule=written,
            version=written.current,
            customer=customer,
            state="failed",
            trigger_key="x:1",
            error=SECRET,
            started_at=now,
            heard_from=now,
            ended_at=now,
        ).pk,
        "statement": Statement.objects.create(user=head, plan=plan, **statement).pk,
        "draft": start_draft(customer, head).pk,
        "offline": OfflineOrder.objects.create(
            key=uuid4(), customer=customer, by=head, written_at=now, remark=SECRET
        ).key,
    }


def test_every_address_that_is_asked_is_mounted(things):
    asked = [f"/cms/{pattern.format(**things).partition('?')[0]}" for pattern in (*CLOSED, *SILENT)]
    assert [address for address in asked if resolve(address).route.endswith("^.*/$")] == []


def kept():
    return [list(model._base_manager.order_by("pk").values_list()) for model in KEPT]


def visitor(who):
    if who == "stranger":
        return None
    if who == "partner":
        return PartnerUserFactory().user
    if who == "company buyer":
        return CompanyContactFactory(user=UserFactory()).user
    user = UserFactory(is_staff=True)
    user.groups.add(Group.objects.get(name=who))
    return user


@pytest.mark.parametrize("who", ["sales representative", "partner", "company buyer", "stranger"])
def test_what_a_colleagues_customer_has_is_closed(client, things, who):
    user = visitor(who)
    if user is not None:
        client.force_login(user)
    before, opened = kept(), []
    for pattern in CLOSED:
        address = f"/cms/{pattern.format(**things)}"
        for answer in [None, *ANSWERS]:
            response = client.get(address) if answer is None else client.post(address, answer)
            refused = {403, 404, 405} | ({302} if user is None or not user.is_staff else set())
            if response.status_code not in refused:
                opened.append((address, answer, response.status_code, response.get("Location")))
    assert opened == []
    assert kept() == before
    assert not Order.objects.exists()


def test_no_list_search_export_or_log_tells_of_a_colleagues_customer(client, things):
    client.force_login(visitor("sales representative"))
    told = []
    for pattern in SILENT:
        response = client.get(f"/cms/{pattern.format(**things)}")
        text = response.content.decode() if not response.streaming else response.getvalue().decode()
        text = text.replace("q=Verborgen", "").replace('value="Verborgen"', "")
        said = [word for word in (SECRET, MAIL, PHONE, "Deal of") if word in text]
        if said or response.status_code not in {200, 403, 404}:
            told.append((pattern, response.status_code, said))
    assert told == []
