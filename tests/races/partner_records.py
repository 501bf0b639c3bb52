"""Agreements, applications, locator entries and plans that several write at the same moment."""

from decimal import Decimal
from functools import partial

from django.utils import timezone

from partners.locator.models import PartnerListing
from partners.locator.services import approve, submit_listing
from partners.onboarding.agreements import accept
from partners.onboarding.models import AgreementAcceptance, PartnerApplication
from partners.onboarding.services import ApplicationFacts, apply
from partners.scorecards.models import BusinessPlan, PlanAction
from partners.scorecards.services import agree, save_plan
from shop.events.models import Event
from tests.partners.factories import PartnerAccountFactory, PartnerUserFactory
from tests.partners.locator.factories import ListingFactory
from tests.partners.onboarding.factories import agreement_version
from tests.races.running import behind
from tests.shop.checkout.race import at_once
from tests.shop.factories import StaffFactory, UserFactory


def accepting(colleagues):
    """Have so many colleagues accept one version of the agreement at once."""
    version, account = agreement_version(), PartnerAccountFactory()
    people = [PartnerUserFactory(account=account).user for _number in range(colleagues)]
    now = timezone.now()
    said = {"account": account, "name": "-", "language": "en", "now": now}
    found = at_once([partial(accept, version, user=user, **said) for user in people])
    return {
        "same": len({one.pk for one in found}) == 1,
        "acceptances": AgreementAcceptance.objects.count(),
        "told": Event.objects.filter(name="PartnerAgreementAccepted").count(),
    }


def applying(windows):
    """Have one applicant send the form from so many windows at once."""
    user = UserFactory()
    facts = ApplicationFacts(company_name="Nordform", plan="A studio.")
    found = at_once([partial(apply, user, facts, language="en")] * windows)
    return {
        "same": len({one.pk for one in found}) == 1,
        "applications": PartnerApplication.objects.count(),
        "told": Event.objects.filter(name="PartnerApplicationReceived").count(),
    }


def approving_what_is_replaced():
    """Have the partner send a new version while staff approve the one before; return what both were told."""
    before, staff = ListingFactory(), StaffFactory()
    after = ListingFactory.build(account=before.account, country=before.country, headline="New")
    submit = partial(submit_listing, after, specialties=[], by=None)
    answers = behind(before.account, [_said(submit), _said(partial(approve, before, by=staff))])
    states = PartnerListing.objects.order_by("pk").values_list("state", flat=True)
    return [*answers, *states]


def agreeing_while_it_is_changed():
    """Have one side change the plan while the other agrees to what it has read; return what both were told."""
    plan, user = (
        BusinessPlan.objects.create(account=PartnerAccountFactory(), year=2026, number=4),
        UserFactory(),
    )
    change = partial(save_plan, plan, goals={"revenue": Decimal(900)}, notes="")
    consent = partial(agree, plan, side=PlanAction.Side.PARTNER, version=plan.version, by=user)
    answers = behind(plan, [_said(change), _said(consent)])
    return [*answers, BusinessPlan.objects.get().partner_agreed_at]


def agreeing(clicks):
    """Have one side agree so many times at once: the first stands."""
    plan = BusinessPlan.objects.create(account=PartnerAccountFactory(), year=2026, number=4)
    people = [UserFactory() for _click in range(clicks)]
    said = {"side": PlanAction.Side.PARTNER, "version": plan.version}
    found = at_once([partial(agree, plan, by=user, **said) for user in people])
    return {"same": len({(one.partner_agreed_by_id, one.partner_agreed_at) for one in found}) == 1}


def _said(work):
    def told():
        work()
        return "done"

    return told
