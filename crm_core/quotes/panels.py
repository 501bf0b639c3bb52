"""What the page of a quote shows, and what other pages show of quotes."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, TitleColumn

from crm_core.approvals.models import Approval
from crm_core.customers.models import Customer
from crm_core.customers.panels import PANELS as CUSTOMER_PANELS
from crm_core.pipeline.models import Deal
from crm_core.pipeline.page_actions import DEAL_ACTIONS, DealAction
from crm_core.pipeline.panels import PANELS as DEAL_PANELS
from crm_core.pipeline.white_space import account_of
from crm_core.quotes.access import ADD, ADD_TEMPLATE, CHANGE, VIEW, quotes_visible_to
from crm_core.quotes.approvals import beyond_limits, is_cleared, latest
from crm_core.quotes.drafting import draft_of
from crm_core.quotes.margins import may_see_margin, told_margin
from crm_core.quotes.models import Quote
from crm_core.quotes.office_forms import AcceptForBuyerForm, AnswerForm, ReasonForm, RejectForBuyerForm
from crm_core.quotes.queries import history_of, versions_of
from crm_core.quotes.template_forms import SaveAsTemplateForm
from shop.b2b.models import Company
from shop.b2b.panels import PANELS as COMPANY_PANELS
from shop.backoffice.columns import MoneyColumn
from shop.backoffice.panels import ACTIVITY, MAIN, SIDE, Panel, facts, panel_registry, table
from shop.dashboard.orders.panels import PANELS as ORDER_PANELS
from shop.order.models import Order
from shop.registry import Registry
from shop.user.models import User

PANELS: Registry[Panel[Quote]] = panel_registry("panel of a quote")
Context = dict[str, object]
MOST = 10


def lines_panel(quote: Quote, user: User) -> Context | None:
    """The lines of the version that is being written, else of the last one, with margins for who may see."""
    draft = draft_of(quote)
    version = draft or quote.versions.filter(number=quote.latest).first()
    if version is None:
        return None
    version.quote = quote
    return {
        "version": version,
        "lines": list(version.lines.all()),
        "is_draft": draft is not None,
        "shows_margin": may_see_margin(user),
        "margin": told_margin(version, user),
    }


def history_panel(quote: Quote, _user: User) -> Context | None:
    """Every version with what changed."""
    versions = versions_of(quote)
    return {"history": history_of(versions), "quote": quote} if versions else None


def comments_panel(quote: Quote, user: User) -> Context | None:
    """What both sides wrote, and the way to answer."""
    comments = list(quote.comments.all())
    version = quote.versions.exclude(sent_at=None).order_by("-number").first()
    may = user.has_perm(CHANGE) and version is not None
    if not comments and not may:
        return None
    titles = {line.key: line.title for line in version.lines.all()} if version else {}
    told = [(comment, titles.get(comment.line_key or 0, "")) for comment in comments]
    return {"comments": told, "answer_form": AnswerForm(version=version) if may else None}


def approval_panel(quote: Quote, user: User) -> Context | None:
    """Whether what is written may go out, and what was asked."""
    draft = draft_of(quote)
    if draft is None:
        return None
    problems, last = beyond_limits(draft, by=user), latest(draft)
    if not problems and last is None:
        return None
    is_good = is_cleared(draft, by=user)
    waits = last is not None and last.state == Approval.State.OPEN
    return {
        "problems": problems,
        "last": last,
        "is_cleared": is_good,
        "reason_form": ReasonForm() if not is_good and not waits and user.has_perm(CHANGE) else None,
    }


def on_behalf_panel(quote: Quote, user: User) -> Context | None:
    """The way to write down what the buyer said of the version that they have."""
    version = quote.versions.filter(number=quote.latest, by_buyer=False).first()
    if version is None or quote.state != Quote.State.SENT or not user.has_perm(CHANGE):
        return None
    return {
        "version": version,
        "accept_form": AcceptForBuyerForm(initial={"name": quote.name}),
        "reject_form": RejectForBuyerForm(),
    }


def files_panel(quote: Quote, _user: User) -> Context | None:
    """What was attached."""
    files = list(quote.files.all())
    return {"files": files} if files else None


def template_panel(quote: Quote, user: User) -> Context | None:
    """The way to keep what is written, or was sent last, as a template."""
    if not user.has_perms([CHANGE, ADD_TEMPLATE]) or not quote.versions.exclude(lines=None).exists():
        return None
    return {"template_form": SaveAsTemplateForm()}


def facts_panel(quote: Quote, _user: User) -> Context | None:
    """Who asked, for when, who signed, what it became."""
    signed = f"{quote.accepted_name} · {quote.accepted_digest[:12]}" if quote.accepted_name else ""
    return facts(
        [
            (_("Company"), quote.company),
            (_("Name"), quote.name),
            (_("E-mail"), quote.email),
            (_("Phone"), quote.phone),
            (_("Owner"), quote.owner),
            (_("Wanted on"), quote.wanted_on),
            (_("Message"), quote.message),
            (_("Internal note"), quote.internal_note),
            (_("Signed by"), signed),
            (_("Reason"), quote.reason),
            (_("Deal"), quote.deal),
            (_("Order"), quote.order.number if quote.order else ""),
        ]
    )


for _name, _title, _context, _area, _order in (
    ("lines", _("Offer"), lines_panel, MAIN, 10),
    ("comments", _("Comments"), comments_panel, MAIN, 20),
    ("history", _("Versions"), history_panel, ACTIVITY, 10),
    ("approval", _("Approval"), approval_panel, SIDE, 5),
    ("on_behalf", _("Answer for the buyer"), on_behalf_panel, SIDE, 20),
    ("files", _("Files"), files_panel, SIDE, 30),
    ("template", _("Save as a template"), template_panel, SIDE, 40),
):
    PANELS.register(
        Panel(
            name=_name,
            title=_title,
            context=_context,
            order=_order,
            area=_area,
            template=f"crm_core/quotes/office/{_name}.html",
        )
    )
PANELS.register(Panel(name="facts", title=_("Details"), context=facts_panel, order=10, area=SIDE))

COLUMNS = [
    TitleColumn("number", label=_("Quote"), accessor="number", url_name="quotes_office:inspect"),
    Column("state", label=_("State"), accessor="get_state_display"),
    MoneyColumn("total", label=_("Total with tax"), currency="currency"),
]


def _table(user: User, condition: Q) -> Context | None:
    found = list(quotes_visible_to(user, Quote.objects.filter(condition)).order_by("-created_at")[:MOST])
    return table(COLUMNS, found) if found else None


def of_customer(customer: Customer, user: User) -> Context | None:
    """The last quotes of an account, and the way to a new one."""
    found = quotes_visible_to(user, Quote.objects.filter(customer__in=account_of(customer)))
    add_url = reverse("quote_begin", args=[customer.pk]) if user.has_perm(ADD) else ""
    quotes = list(found.order_by("-created_at", "-pk")[:MOST])
    return {"quotes": quotes, "add_url": add_url} if quotes or add_url else None


def of_company(company: Company, user: User) -> Context | None:
    """The last quotes of a company."""
    return _table(user, Q(company=company.pk))


def of_deal(deal: Deal, user: User) -> Context | None:
    """The quotes of a deal."""
    return _table(user, Q(deal=deal.pk))


def of_order(order: Order, user: User) -> Context | None:
    """The quote that an order came from."""
    return _table(user, Q(order=order.pk))


CUSTOMER_PANELS.register(
    Panel(
        name="quotes",
        title=_("Quotes"),
        template="crm_core/quotes/office/customer_panel.html",
        context=of_customer,
        order=9,
        area=MAIN,
        permission=VIEW,
    )
)
COMPANY_PANELS.register(
    Panel(name="quotes", title=_("Quotes"), context=of_company, order=40, area=MAIN, permission=VIEW)
)
DEAL_PANELS.register(
    Panel(name="quotes", title=_("Quotes"), context=of_deal, order=25, area=MAIN, permission=VIEW)
)
ORDER_PANELS.register(
    Panel(name="quotes", title=_("Quote"), context=of_order, order=6, area=SIDE, permission=VIEW)
)


def _begin_url(deal: Deal, user: User) -> str:
    return f"{reverse('quote_begin', args=[deal.customer_id])}?deal={deal.pk}" if user.has_perm(ADD) else ""


DEAL_ACTIONS.register(DealAction(name="quote", label=_("New quote"), url=_begin_url, icon="doc-full"))
