"""What the representative is to do: answer a request, a counter-offer, a question, a no."""

from django.utils import timezone, translation
from django.utils.translation import gettext as _, gettext_lazy

from crm_core.activities.about import ABOUT, About, AboutLink
from crm_core.activities.access import AssigneeRefusedError
from crm_core.activities.models import Activity
from crm_core.activities.services import PlannedActivity, plan_activity
from crm_core.quotes.access import VIEW, quote_url, quotes_visible_to
from crm_core.quotes.models import Quote
from shop.user.language import reader_language
from shop.user.models import User

#: What is to be done, by what happened; told in the language of who is to do it.
SUBJECTS = {
    "requested": gettext_lazy("Answer the request for a quote %(number)s"),
    "countered": gettext_lazy("Answer the counter-offer to quote %(number)s"),
    "asked": gettext_lazy("Answer a question about quote %(number)s"),
    "time": gettext_lazy("Decide whether quote %(number)s holds longer"),
    "rejected": gettext_lazy("Ask why quote %(number)s was rejected"),
    "expired": gettext_lazy("Ask again about quote %(number)s: it has expired"),
}


def plan(quote: Quote, what: str, *, fact: str, note: str = "") -> Activity | None:
    """Plan what a fact asks of the representative, once; of nobody where they do not see the customer."""
    with translation.override(reader_language(quote.owner)):
        subject = str(SUBJECTS[what]) % {"number": quote.number}
    facts = {
        "subject": subject,
        "due_at": timezone.now(),
        "note": note[:2000],
        "customer": quote.customer,
        "about": quote,
        "source": f"quote:{quote.pk}:{fact}",
    }
    try:
        return plan_activity(PlannedActivity(assignee=quote.owner, **facts))  # type: ignore[arg-type]
    except AssigneeRefusedError:
        return plan_activity(PlannedActivity(**facts))  # type: ignore[arg-type]


def find(user: User, pk: int) -> Quote | None:
    """Return a quote that the user sees."""
    if not user.has_perm(VIEW):
        return None
    return quotes_visible_to(user).select_related("customer").filter(pk=pk).first()


def link(quote: Quote, _user: User) -> AboutLink:
    """Return its number and page."""
    return AboutLink(label=_("Quote %(number)s") % {"number": quote.number}, url=quote_url(quote))


ABOUT.register(About(name=Quote._meta.label_lower, find=find, link=link))
