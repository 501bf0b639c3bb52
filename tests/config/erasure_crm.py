"""What colleagues, imports and the ledger of consents write of somebody."""

from datetime import timedelta
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils import timezone

from crm_core.abandoned_baskets.models import AbandonedBasket
from crm_core.account_plans.models import AccountPlan
from crm_core.activities.models import Activity
from crm_core.approvals.models import Approval, ApprovalStep
from crm_core.automation.models import (
    DryRun,
    DryRunMatch,
    Rule,
    RuleMiss,
    RuleRun,
    RuleVersion,
    RunVoucher,
    StepLog,
)
from crm_core.consents.addresses import key_of
from crm_core.consents.services import record as record_consent, suppress
from crm_core.contact_import.models import ContactFile, ContactProblem, ImportedContact
from crm_core.custom_fields.models import CustomField, CustomFieldValue
from crm_core.customers.models import CustomerOrder, CustomerWords
from crm_core.leads.facts import LeadFacts
from crm_core.leads.models import Lead
from crm_core.leads.services import capture_lead
from crm_core.offline.models import OfflineOrder
from crm_core.order_entry.models import OrderDraft, StaffOrder
from crm_core.pipeline.models import (
    AccountPosition,
    Deal,
    DealContact,
    DealFile,
    DealMove,
    Pipeline,
    Stage,
)
from crm_core.profile.models import CustomerAddress, Employment, ProfileChange
from crm_core.quotes.models import Quote, QuoteComment, QuoteFile, QuoteLine, QuoteVersion
from crm_core.sequences.models import Enrolment, Sequence
from crm_core.timeline.models import EntryAttachment, EntryRevision, MailThread, TimelineEntry
from partners.deal_registrations.models import DealRegistration, RegistrationMessage
from partners.lead_distribution.models import LeadOffer
from personalization.interactions.models import ToldVisit, Visitor
from personalization.segments.models import Segment, SegmentMembership, SegmentPick, TouchedCustomer
from shop.backoffice.models import BulkRun
from shop.basket.models import Basket
from shop.mail.models import Mail, MailAttachment
from shop.voucher.models import Voucher
from tests.crm_core.factories import CustomerFactory
from tests.partners.factories import PartnerAccountFactory


def traces_of_staff(customer, email, told, staff):
    """What colleagues write of a customer whom `email` leads to; `told` names them."""
    now = timezone.now()
    thread = MailThread.objects.create(customer=customer, subject="-")
    note = TimelineEntry.objects.create(
        customer=customer, kind="note", occurred_at=now, source="note:1", author=staff, thread=thread
    )
    EntryRevision.objects.create(entry=note, text="-", occurred_at=now, replaced_at=now)
    attachment = EntryAttachment(entry=note, name="-", size=1)
    attachment.file.save("plan.txt", ContentFile(told.encode()))
    Activity.objects.create(
        customer=customer,
        entry=note,
        subject="-",
        note="-",
        result="-",
        due_at=now,
        reason_data={"text": "-"},
    )
    visit = TimelineEntry.objects.create(
        customer=customer, kind="visit", occurred_at=now, source="visit:1", data={"told": ""}
    )
    ToldVisit.objects.create(visitor=Visitor.objects.filter(customer=customer).first(), entry=visit)
    mail = Mail.objects.create(key="own", kind="x", to=email, subject="-", text="-", due_at=now)
    sent = MailAttachment(mail=mail, name="-", size=1)
    sent.file.save("offer.txt", ContentFile(told.encode()))
    BulkRun.objects.create(change="customers.owner", query="-", by=staff, until_pk=1, state="done")


def traces_of_profile(customer, staff):
    """What is known of a customer beside the record, and where from."""
    CustomerAddress.objects.create(customer=customer, name="-", line1="-", city="-", digest="d")
    employer = CustomerFactory(kind="company", name="Agency", email="", phone="")
    CustomerWords.objects.filter(customer=employer).delete()  # all rows there are the person's
    Employment.objects.create(person=customer, company=employer, role="-")
    ProfileChange.objects.create(customer=customer, by=staff, changes=[])
    field = CustomField.objects.create(code="size", label="Size")
    CustomFieldValue.objects.create(customer=customer, field=field, text="-", folded="-")


def traces_of_rules(customer, staff):
    """What a rule did for a customer, and what it looked at."""
    now = timezone.now()
    segment = Segment.objects.create(name="Friends", owner=staff)
    SegmentMembership.objects.create(segment=segment, customer=customer, since=now)
    SegmentPick.objects.create(segment=segment, customer=customer, choice="in", by=staff)
    TouchedCustomer.objects.create(customer=customer, fact="orders")
    rule = Rule.objects.create(name="Thanks", owner=staff)
    version = RuleVersion.objects.create(rule=rule, number=1, definition={}, start="event", by=staff)
    run = RuleRun.objects.create(
        rule=rule, version=version, customer=customer, trigger_key="k", heard_from=now, started_at=now
    )
    StepLog.objects.create(run=run, step_id="s1", action="add_tag", result="done", at=now)
    RuleMiss.objects.create(version=version, customer=customer, trigger_key="k", at=now)
    code = Voucher.objects.create(
        name="-", code="RULE-1", start_datetime=now, end_datetime=now + timedelta(days=9)
    )
    RunVoucher.objects.create(run=run, step_id="s1", customer=customer, voucher=code)
    trial = DryRun.objects.create(rule=rule, definition={}, by=staff, since=now, until=now, done_at=now)
    DryRunMatch.objects.create(dry_run=trial, customer=customer, trigger_key="k", at=now)


def traces_of_import(customer, told, staff):
    """A file in which a customer was a row."""
    file = ContactFile.objects.create(
        name="june.csv", content=told.encode(), digest="d", state="done", samples={}, told=[], by=staff
    )
    ImportedContact.objects.create(file=file, number=1, key="k", customer=customer, outcome="new")
    ContactProblem.objects.create(file=file, row=1, column="-", reason="-")


def traces_of_deals(customer, told, staff):
    """A deal with a customer, whom another deal's company knows."""
    pipeline = Pipeline.objects.create(name="Sales")
    stage = Stage.objects.create(pipeline=pipeline, name="First", probability=10)
    now = timezone.now()
    deal = Deal.objects.create(
        title="-", customer=customer, pipeline=pipeline, stage=stage, stage_since=now, created_at=now
    )
    DealMove.objects.create(deal=deal, to_stage=stage, reason="-", moved_at=now, by=staff)
    DealContact.objects.create(deal=deal, person=customer, role="decider")
    AccountPosition.objects.create(person=customer, position="-")
    file = DealFile(deal=deal, name="-", size=1, added_by=staff)
    file.file.save("offer.txt", ContentFile(told.encode()))


def traces_of_quotes(customer, email, told, staff):
    """A quote that they asked for, and what was written of it."""
    quote = Quote.objects.create(
        customer=customer, number="Q26-1", name="-", email=email, phone="-", message="-", state="requested"
    )
    version = QuoteVersion.objects.create(quote=quote, author=staff, author_name="-", message="-")
    QuoteLine.objects.create(version=version, key=1, title="Vase", quantity=1, note="-")
    QuoteComment.objects.create(quote=quote, text="-", author_name="-")
    file = QuoteFile(quote=quote, name="-", size=1)
    file.file.save("plan.txt", ContentFile(told.encode()))


def traces_of_consent(email, staff):
    """What the ledger says of an address."""
    record_consent(purpose="newsletter", granted=True, source="staff", email=email, by=staff, reason="-")
    suppress(key_of(email=email), reason="bounced", note="-")


def traces_of_lead(customer, email, told):
    """What they wrote to be called back."""
    capture_lead(
        LeadFacts(
            kind="form",
            source="form-entry:99",
            occurred_at=timezone.now(),
            customer=customer,
            email=email,
            company_name=told[:100],
            text=told,
            title=told[:100],
            written={"answers": {"who": told}},
            data={"lines": [{"title": told, "quantity": 1}]},
        )
    )
    LeadOffer.objects.create(
        lead=Lead.objects.get(customer=customer, open_slot=True),
        account=PartnerAccountFactory(),
        answer_due_at=timezone.now(),
        note=told[:500],
    )


def traces_of_questions(customer, staff):
    """What somebody had to decide about a customer, and a sequence that they are in."""
    now = timezone.now()
    asked = Approval.objects.create(
        kind="rule", customer=customer, requested_by=staff, requested_at=now, data={"question": ""}
    )
    ApprovalStep.objects.create(approval=asked, state="waiting", opened_at=now)
    line = Sequence.objects.create(name="Welcome", purpose="newsletter", state="active")
    Enrolment.objects.create(sequence=line, customer=customer, open_in=line.pk, enrolled_at=now)


def traces_of_orders(customer, staff):
    """An order that a colleague writes for a customer, one that they placed, and a basket that was left."""
    now = timezone.now()
    draft = Basket.objects.create(status=Basket.SAVED)
    OrderDraft.objects.create(
        customer=customer,
        by=staff,
        basket=draft,
        note="-",
        reason="-",
        discount_reason="-",
        address={"line1": "-"},
    )
    OfflineOrder.objects.create(
        key=uuid4(),
        customer=customer,
        by=staff,
        written_at=now,
        remark="-",
        digest="-",
        lines=[{"product": 1, "title": "-", "quantity": 1, "price": "", "currency": ""}],
    )
    placed = CustomerOrder.objects.filter(customer=customer).first()
    StaffOrder.objects.create(
        order=placed.order, placed_by=staff, channel="phone", reason="-", discount_reason="-"
    )
    left = Basket.objects.create()
    AbandonedBasket.objects.create(
        basket=left, customer=customer, quiet_since=now, abandoned_at=now, currency="EUR"
    )


def traces_of_plan(customer):
    """What is to be reached with the account."""
    AccountPlan.objects.create(customer=customer, year=2026, goal=1, situation="-", strategy="-", risks="-")


def traces_of_registration(email, told):
    """A deal that a partner registered with them as the contact."""
    registration = DealRegistration.objects.create(
        account=PartnerAccountFactory(),
        customer_name="-",
        country="DE",
        contact_name=told[:200],
        contact_email=email,
        contact_phone="-",
        **dict.fromkeys(("note", "answer", "extension_reason", "lost_reason"), told[:500]),
    )
    RegistrationMessage.objects.create(registration=registration, from_partner=True, text=told)


def traces_of_crm(customer, email, told, staff):
    """All of it."""
    traces_of_staff(customer, email, told, staff)
    traces_of_profile(customer, staff)
    traces_of_rules(customer, staff)
    traces_of_import(customer, told, staff)
    traces_of_questions(customer, staff)
    traces_of_deals(customer, told, staff)
    traces_of_quotes(customer, email, told, staff)
    traces_of_consent(email, staff)
    traces_of_lead(customer, email, told)
    traces_of_orders(customer, staff)
    traces_of_plan(customer)
    traces_of_registration(email, told)
