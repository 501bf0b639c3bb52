import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from wagtail.users.models import UserProfile

from crm_core.activities.models import Activity
from crm_core.automation import engine, webhooks
from crm_core.automation.checking import problems_of
from crm_core.automation.defaults.words import for_colleague
from crm_core.automation.definitions import read_definition
from crm_core.automation.models import RuleRun, RunVoucher, StepLog, WebhookEndpoint
from crm_core.automation.services import answer_run
from crm_core.automation.webhooks import Caller, WebhookError, call_webhook, check_address, signature
from crm_core.consents.services import record
from crm_core.customers.access.fields import FieldAccess
from crm_core.customers.models import Customer
from crm_core.timeline.models import MailTemplate
from shop.configuration.fields import Secret
from shop.mail.models import Mail
from shop.offer.models import ConditionalOffer
from shop.uploads.errors import RefusedUploadError
from shop.voucher.models import Voucher
from tests.crm_core.automation.rules import rule, states, work
from tests.crm_core.factories import CustomerFactory, rep_with, staff_with
from tests.shop.factories import OrderFactory
from tests.shop.offer.makers import make_offer

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss():
    return staff_with("customers.view_customer")


@pytest.fixture
def customer(boss):
    return CustomerFactory(owner=boss, language="en")


def step(do, **values):
    return {"id": "s1", "do": do, "with": values}


def run_for(customer, *steps, owner=None, **rest):
    made = rule(*steps, by=owner, **rest)
    OrderFactory(guest_email=customer.email)
    work()
    return made


def results():
    return list(StepLog.objects.order_by("pk").values_list("result", "data__reason"))


def test_an_activity_is_planned_for_the_owner_with_its_reason(customer, boss):
    run_for(
        customer,
        step("create_activity", kind="call", subject="Call {name}", assignee="owner", days=2, priority="3"),
    )

    activity = Activity.objects.get()
    assert (activity.subject, activity.assignee, activity.customer, activity.reason) == (
        "Call Mara Lindt",
        boss,
        customer,
        "rule",
    )
    assert activity.source == f"automation:{RuleRun.objects.get().pk}:s1"


def test_nobody_is_given_work_on_a_customer_whom_they_do_not_see(customer):
    other = rep_with("customers.view_customer")
    run_for(
        customer,
        step("create_activity", kind="call", subject="x", assignee=str(other.pk), days=0, priority="2"),
    )

    assert (Activity.objects.count(), results(), states()) == (0, [("not_done", "not-seen")], ["done"])


def test_what_a_role_does_not_see_stays_out_of_its_notices(customer, boss):
    boss._customer_fields = FieldAccess(hidden=frozenset({"company", "next_order_on"}))
    text = "{name}: {company}, {next_order_day}"

    assert for_colleague(text, customer, boss, language="en") == "Mara Lindt: …, …"


def test_a_notice_goes_to_the_owner_once(customer, boss):
    run_for(customer, step("notify", to="owner", subject="Look at {name}", text=""))

    mail = Mail.objects.get(kind="rule-notice")
    assert (mail.to, mail.subject) == (boss.email, "Look at Mara Lindt")
    assert f"/cms/customers/{customer.pk}/" in mail.text


@pytest.mark.parametrize(
    ("office", "account", "language"),
    [("zh-hant", "zh-hans", "zh-hant"), ("", "zh-hans", "zh-hans"), ("", "", "en")],
)
def test_a_notice_is_in_its_readers_language(customer, boss, office, account, language):
    UserProfile.objects.create(user=boss, preferred_language=office)
    boss.language = account
    boss.save()
    run_for(customer, step("notify", to="owner", subject="Look", text=""))

    assert Mail.objects.get(kind="rule-notice").language == language


@pytest.mark.parametrize("agreed", [True, False])
def test_a_mail_for_a_purpose_goes_to_who_agreed(customer, boss, agreed):
    template = MailTemplate.objects.create(name="Hello", subject="Dear {name}", text="Come back.")
    if agreed:
        record(purpose="newsletter", granted=True, source="form", email=customer.email)
    run_for(customer, step("send_mail", template=str(template.pk), purpose="newsletter"), owner=boss)

    written = Mail.objects.filter(to=customer.email, purpose="newsletter")
    assert [mail.subject for mail in written] == (["Dear Mara Lindt"] if agreed else [])
    assert results() == ([("done", None)] if agreed else [("not_done", "refused")])


def test_a_template_of_a_purpose_is_no_way_around_the_consent_for_it(customer, boss):
    template = MailTemplate.objects.create(name="Hello", subject="Sale", text="Buy.")
    mail = step("send_mail", template=str(template.pk), purpose="transactional")
    made = run_for(customer, mail, owner=boss)
    MailTemplate.objects.filter(pk=template.pk).update(purpose="newsletter")
    OrderFactory(guest_email=customer.email)
    work()

    assert results() == [("done", None), ("not_done", "other-purpose")]
    assert Mail.objects.filter(kind__startswith="rule-mail").count() == 1
    assert [problem.path for problem in problems_of(read_definition(made.current.definition))] == [
        "steps.s1.template"
    ]


def test_a_template_of_one_colleague_is_none_for_rules(customer, boss):
    template = MailTemplate.objects.create(name="Mine", subject="x", text="x")
    mail = step("send_mail", template=str(template.pk), purpose="transactional")
    made = rule(mail, by=boss)
    MailTemplate.objects.filter(pk=template.pk).update(owner=staff_with("customers.view_customer"))
    OrderFactory(guest_email=customer.email)
    work()

    assert results() == [("not_done", "no-template")]
    assert [problem.path for problem in problems_of(read_definition(made.current.definition))] == [
        "steps.s1.template"
    ]


def test_a_mail_with_a_gap_is_not_written(customer, boss):
    template = MailTemplate.objects.create(name="Hello", subject="From {company}", text="x")
    run_for(customer, step("send_mail", template=str(template.pk), purpose="transactional"), owner=boss)

    assert results() == [("not_done", "no-value")]


def test_a_code_is_issued_once_and_named_in_the_mail(customer, boss):
    offer = make_offer(offer_type=ConditionalOffer.VOUCHER)
    template = MailTemplate.objects.create(name="Code", subject="x", text="Your code: {voucher}")
    issue = {"id": "s1", "do": "issue_voucher", "with": {"offer": str(offer.pk), "days": 30, "prefix": "HI"}}
    mail = {"id": "s2", "do": "send_mail", "with": {"template": str(template.pk), "purpose": "transactional"}}
    run_for(customer, issue, mail, owner=boss)

    issued = RunVoucher.objects.get()
    assert (issued.customer, issued.voucher.usage, issued.voucher.offers.get()) == (
        customer,
        Voucher.SINGLE_USE,
        offer,
    )
    assert issued.voucher.code.startswith("HI-")
    assert issued.voucher.code in Mail.objects.get(kind__startswith="rule-mail").text


def test_a_customer_gets_an_owner(customer):
    other = staff_with("customers.view_customer")
    run_for(customer, step("assign_owner", owner=str(other.pk)))

    assert Customer.objects.get(pk=customer.pk).owner == other


@pytest.fixture
def endpoint():
    return WebhookEndpoint.objects.create(
        name="ERP", url="https://erp.example/hook", secret=Secret.of("s" * 20)
    )


class Receiver:
    def __init__(self, *answers):
        self.answers, self.calls = list(answers), []

    def post(self, url, body, headers):
        self.calls.append((url, body, headers))
        return self.answers.pop(0)


@pytest.fixture
def receiver(monkeypatch):
    made = Receiver(500, 200)
    monkeypatch.setattr(webhooks, "CALLER", made)
    return made


def test_a_webhook_is_signed_and_tried_again_with_the_same_delivery(customer, endpoint, receiver):
    run_for(customer, step("call_webhook", endpoint=str(endpoint.pk)))
    assert states() == ["waiting"]
    RuleRun.objects.update(wake_at=RuleRun.objects.get().started_at - timedelta(seconds=1))
    work()

    assert states() == ["done"]
    (url, body, headers), (_url, again, later) = receiver.calls
    told = dict(part.split("=") for part in headers["Kiln-Signature"].split(","))
    wanted = hmac.new(b"s" * 20, told["t"].encode() + b"." + body, hashlib.sha256).hexdigest()
    assert (url, told["v1"]) == ("https://erp.example/hook", wanted)
    assert headers["Kiln-Delivery"] == later["Kiln-Delivery"]
    assert json.loads(body)["customer_id"] == json.loads(again)["customer_id"] == customer.pk
    assert "s" * 20 not in str(WebhookEndpoint.objects.values_list("secret").get())


def test_a_call_in_which_each_worker_dies_is_left_to_a_person(customer, endpoint, receiver, monkeypatch):
    monkeypatch.setattr(engine, "_advance_outside", lambda _pk, _attempt: None)
    run_for(customer, step("call_webhook", endpoint=str(endpoint.pk)))
    for _death in range(engine.MOST_ATTEMPTS):
        assert states() == ["running"]
        RuleRun.objects.update(wake_at=RuleRun.objects.get().started_at - timedelta(seconds=1))
        work()

    assert (states(), receiver.calls) == (["failed"], [])
    assert RuleRun.objects.get().error.startswith("WorkerLostError")


@pytest.mark.parametrize("status", [301, 302, 404, 500])
def test_whatever_is_not_2xx_is_not_taken_and_no_redirect_is_followed(endpoint, status):
    receiver = Receiver(status)
    with pytest.raises(WebhookError):
        call_webhook(endpoint, delivery="d", body={}, caller=receiver)
    assert len(receiver.calls) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://erp.example/",
        "https://user@erp.example/",
        "https://erp.example:25/",
        "https:///hook",
        "ftp://erp.example/",
        "https://[::1",
    ],
)
def test_only_https_addresses_are_called(url):
    with pytest.raises(ValidationError):
        check_address(url)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "10.0.0.1", "[::1]", "169.254.169.254", "[::ffff:10.0.0.1]", "localhost"]
)
def test_nobody_inside_is_called(host):
    with pytest.raises(WebhookError):
        Caller().post(f"https://{host}/", b"{}", {})


def test_a_name_that_leads_inside_is_not_called():
    def inside(_host, _port):
        raise RefusedUploadError("not public")

    with pytest.raises(WebhookError):
        Caller(resolve=inside).post("https://erp.example/", b"{}", {})


def test_the_signature_names_its_moment():
    assert signature("key", b"{}", at=5).startswith("t=5,v1=")
    assert signature("key", b"{}", at=5) != signature("key", b"{}", at=6)


def test_an_answer_leads_on(customer):
    made = rule(step("wait", number=1, unit="days"))
    OrderFactory(guest_email=customer.email)
    work()
    run = RuleRun.objects.get()
    assert answer_run(run, "approved", data={}) is False
    RuleRun.objects.update(state="asked")

    assert (answer_run(run, "approved", data={"by": 1}), answer_run(run, "refused", data={})) == (True, False)
    work()
    assert states() == ["done"]
    assert RuleRun.objects.get(rule=made).data["answer"] == {"answer": "approved", "by": 1}
