"""The panels of an application's page."""

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn

from shop.backoffice.panels import ACTIVITY, MAIN, Panel, facts, panel_registry, table
from shop.company_accounts.models import CompanyApplication
from shop.company_accounts.registration.access import DECIDE, DOCUMENTS
from shop.company_accounts.registration.joining import administrators_of
from shop.company_accounts.registration.matching import matches_of
from shop.company_accounts.registration.office_forms import ApprovalForm, AttachForm, RejectForm, ReturnForm
from shop.countries import country_name
from shop.registry import Registry
from shop.user.models import User

PANELS: Registry[Panel[CompanyApplication]] = panel_registry("panel of a company application")
ANSWERS = [
    DateColumn("at", label=_("When")),
    Column("state", label=_("Answer"), accessor="get_state_display"),
    Column("message", label=_("Message")),
    Column("by", label=_("By")),
]


def applicant(application: CompanyApplication, _user: User) -> dict[str, object] | None:
    """Tell who applies, where they are and what they want."""
    place = [
        *(application.line1, application.line2, f"{application.postcode} {application.city}".strip()),
        *(application.state_name, country_name(application.country)),
    ]
    return facts(
        [
            (_("Contact person"), ", ".join(filter(None, [application.contact_name, application.job_title]))),
            (_("E-mail"), application.user.email),
            (_("Phone"), application.phone),
            (_("Address"), ", ".join(filter(None, place))),
            (_("Website"), application.website),
            (_("What they want to buy"), application.wants),
        ]
    )


def documents(application: CompanyApplication, _user: User) -> dict[str, object] | None:
    """List the papers, each to be downloaded."""
    papers = list(application.documents.all())
    return {"documents": papers} if papers else None


def matches(application: CompanyApplication, _user: User) -> dict[str, object] | None:
    """List the companies that may be the applicant's, until it is decided."""
    if application.state in (application.State.APPROVED, application.State.REJECTED):
        return None
    return {"matches": matches_of(application)}


def decision(application: CompanyApplication, user: User | AnonymousUser) -> dict[str, object] | None:
    """Offer the ways to decide to who may."""
    if not application.is_to_decide or not user.has_perm(DECIDE):
        return None
    return {
        "approval_form": ApprovalForm(application=application),
        "attach_form": AttachForm(),
        "return_form": ReturnForm(),
        "reject_form": RejectForm(),
    }


def register(application: CompanyApplication, _user: User) -> dict[str, object] | None:
    """Tell what the VAT register answered."""
    check = application.vat_check
    if check is None:
        return facts([(_("VAT id"), application.vat_id or "–"), (_("Answer"), _("not asked"))])
    return facts(
        [
            (_("VAT id"), check.vat_id),
            (_("Answer"), check.get_outcome_display()),
            (_("Name in the register"), check.name),
            (_("Address in the register"), check.address),
        ]
    )


def asked(application: CompanyApplication, _user: User) -> dict[str, object] | None:
    """Tell which company is asked, and whom there."""
    company = application.asked_company
    if company is None:
        return None
    people = ", ".join(contact.name for contact in administrators_of(company))
    return facts([(_("Company"), company), (_("Administrators"), people or _("none"))])


def answers(application: CompanyApplication, _user: User) -> dict[str, object] | None:
    """List what was answered, the latest first."""
    return table(ANSWERS, application.answers.select_related("by").order_by("-pk"))


TEMPLATES = "company_accounts/office"
for panel in (
    Panel(name="applicant", title=_("Applicant"), context=applicant, order=10, area=MAIN),
    Panel(
        name="documents",
        title=_("Documents"),
        context=documents,
        order=20,
        area=MAIN,
        template=f"{TEMPLATES}/documents.html",
        permission=DOCUMENTS,
    ),
    Panel(
        name="matches",
        title=_("Companies that may be the same"),
        context=matches,
        order=30,
        area=MAIN,
        template=f"{TEMPLATES}/matches.html",
    ),
    Panel(
        name="decision",
        title=_("Decision"),
        context=decision,
        order=40,
        area=MAIN,
        template=f"{TEMPLATES}/decision.html",
    ),
    Panel(name="register", title=_("VAT register"), context=register, order=10),
    Panel(name="asked", title=_("Asked company"), context=asked, order=20),
    Panel(name="answers", title=_("Answers"), context=answers, order=10, area=ACTIVITY),
):
    PANELS.register(panel)
