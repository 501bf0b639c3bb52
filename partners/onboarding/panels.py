"""What the page of a partner tells of its first steps, its agreement and its profile."""

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _, gettext_lazy, ngettext
from wagtail.admin.ui.tables import Column, DateColumn

from partners.accounts.checklist import steps_of
from partners.accounts.models import PartnerAccount
from partners.accounts.panels import PARTNER_FIGURES, PARTNER_PANELS, PartnerFigure
from partners.onboarding.agreements import state_of
from partners.onboarding.models import AgreementAcceptance
from partners.onboarding.profiles import profile_of
from shop.backoffice.panels import MAIN, SIDE, Panel, facts, table
from shop.backoffice.record import RecordFigure
from shop.countries import country_name
from shop.formats import format_money
from shop.user.models import User

SIGNED = [
    Column("version", label=gettext_lazy("Version"), accessor="version.number"),
    Column("name", label=gettext_lazy("Accepted by")),
    DateColumn("accepted_at", label=gettext_lazy("When")),
    Column("language", label=gettext_lazy("Language"), accessor="get_language_display"),
    Column("digest", label=gettext_lazy("Digest of the text (SHA-256)")),
]


def steps(account: PartnerAccount, _user: User) -> dict[str, object] | None:
    """Tell which first steps are done, and when."""
    return facts(
        (step.item.label, date_format(step.done_on, "DATE_FORMAT") if step.done_on else _("not yet"))
        for step in steps_of(account)
    )


def agreements(account: PartnerAccount, _user: User) -> dict[str, object] | None:
    """List which versions were accepted, by whom, with the proof."""
    rows = AgreementAcceptance.objects.filter(account=account).select_related("version")
    return table(SIGNED, rows)


def profile(account: PartnerAccount, _user: User) -> dict[str, object] | None:
    """Tell what the partner says of itself."""
    found = profile_of(account)
    volume, currency = found.expected_volume, settings.OSCAR_DEFAULT_CURRENCY
    interests = found.interests.all() if found.pk else ()
    return facts(
        [
            (_("Country"), country_name(found.country) if found.country else ""),
            (_("Sales area"), found.territory),
            (_("Website"), found.website),
            (_("Phone"), found.phone),
            (_("About the company"), found.about),
            (_("Product interests"), ", ".join(str(category.name) for category in interests)),
            (_("Expected purchases in a year"), "" if volume is None else format_money(volume, currency)),
        ]
    )


def agreement_figure(account: PartnerAccount) -> RecordFigure | None:
    """Say whether the current version is accepted."""
    state = state_of(account)
    if state is None:
        return None
    label = _("Agreement, version %(number)s") % {"number": state.version.number}
    if state.accepted_at is None:
        return RecordFigure(
            label=label, value=_("not accepted"), tone="bad" if state.version.is_required else ""
        )
    return RecordFigure(label=label, value=_("accepted"), note=date_format(state.accepted_at, "DATE_FORMAT"))


def first_order_figure(account: PartnerAccount) -> RecordFigure | None:
    """Say how long it took from the account to the first order."""
    done_on = next((step.done_on for step in steps_of(account) if step.item.name == "order"), None)
    label = _("Time to first order")
    if done_on is None:
        return RecordFigure(label=label, value="–", note=_("no order yet"))
    days = max((done_on - account.created_at.date()).days, 0)
    return RecordFigure(
        label=label,
        value=ngettext("%(n)d day", "%(n)d days", days) % {"n": days},
        note=date_format(done_on, "DATE_FORMAT"),
    )


for _panel in (
    Panel(name="steps", title=gettext_lazy("First steps"), context=steps, order=10, area=SIDE),
    Panel(name="profile", title=gettext_lazy("Profile"), context=profile, order=20, area=SIDE),
    Panel(
        name="agreements", title=gettext_lazy("Accepted agreements"), context=agreements, order=60, area=MAIN
    ),
):
    PARTNER_PANELS.register(_panel)
for _figure in (
    PartnerFigure(name="agreement", read=agreement_figure, order=10),
    PartnerFigure(name="first-order", read=first_order_figure, order=20),
):
    PARTNER_FIGURES.register(_figure)
