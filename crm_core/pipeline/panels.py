"""What the page of a deal shows; packages above register their own into `PANELS`."""

from uuid import uuid4

from django.urls import reverse
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from crm_core.customers.access.fields import name_for
from crm_core.pipeline.access import CHANGE
from crm_core.pipeline.approvals import is_approved, latest
from crm_core.pipeline.marks import open_steps
from crm_core.pipeline.models import Deal, Stage
from crm_core.pipeline.page_forms import (
    ContactForm,
    FileForm,
    LineForm,
    LinkForm,
    MoveForm,
    NoteForm,
    StepForm,
)
from crm_core.pipeline.people import org_chart, people_of
from crm_core.pipeline.queries import files_of, moves_of, notes_of, orders_of
from crm_core.pipeline.requirements import missing_for
from crm_core.pipeline.stages import stages_of
from crm_core.pipeline.white_space import white_space
from shop.backoffice.panels import ACTIVITY, MAIN, SIDE, Area, Panel, facts, panel_registry
from shop.registry import Registry
from shop.user.models import User

PANELS: Registry[Panel[Deal]] = panel_registry("panel of a deal")
Context = dict[str, object]
SEES_ORDERS = "order.view_order"


def _may(deal: Deal, user: User) -> bool:
    return user.has_perm(CHANGE)


def stage_panel(deal: Deal, user: User) -> Context:
    """The way through the pipeline, with what the next stage asks for."""
    hidden = Stage.Kind.WON if deal.state == Deal.State.LOST else Stage.Kind.LOST
    stages = [stage for stage in stages_of(deal.pipeline) if stage.kind != hidden]
    following = next(
        (stage for stage in stages if stage.is_open and stage.position > deal.stage.position), None
    )
    return {
        "stages": stages,
        "may_change": _may(deal, user),
        "move_form": MoveForm(deal=deal),
        "following": following,
        "missing": missing_for(deal, following) if following and deal.is_open else [],
    }


def lines_panel(deal: Deal, user: User) -> Context | None:
    """Products at the buyer's frozen price."""
    lines = list(deal.lines.select_related("product"))
    may = _may(deal, user) and deal.is_open
    if not lines and not may:
        return None
    return {"lines": lines, "may_change": may, "line_form": LineForm() if may else None}


def steps_panel(deal: Deal, user: User) -> Context | None:
    """What is to be done next; an open deal without anything is marked."""
    if not deal.is_open:
        return None
    form = StepForm(initial={"assignee": deal.owner_id}) if _may(deal, user) else None
    return {"steps": list(open_steps([deal.pk]).select_related("assignee")), "step_form": form}


def people_panel(deal: Deal, user: User) -> Context | None:
    """The account's people as a chart, with their parts in the deal."""
    people = people_of(deal, user)
    may = _may(deal, user)
    if not people and not may:
        return None
    names = {person.pk: name_for(user, person) for person in people}
    form = ContactForm(user=user, people=people) if may else None
    return {"chart": org_chart(deal, people, name_of=names), "contact_form": form, "may_change": may}


def white_space_panel(deal: Deal, user: User) -> Context | None:
    """Categories that the account never bought from, and how many of its peers did."""
    gaps = white_space(deal.customer)
    return {"gaps": gaps} if gaps else None


def competitors_panel(deal: Deal, _user: User) -> Context | None:
    """Who else is in it, with what to answer."""
    rivals = list(deal.competitors.all())
    if deal.lost_to and deal.lost_to not in rivals:
        rivals.append(deal.lost_to)
    return {"competitors": rivals} if rivals else None


def files_panel(deal: Deal, user: User) -> Context | None:
    """Files of the deal."""
    files, may = files_of(deal), _may(deal, user)
    return {"files": files, "file_form": FileForm() if may else None} if files or may else None


def approval_panel(deal: Deal, user: User) -> Context | None:
    """Whether the deal was approved as it is, where a stage asks for that or somebody asked."""
    last = latest(deal)
    stages = [stage for stage in stages_of(deal.pipeline) if "approved" in stage.requires]
    if last is None and not stages:
        return None
    is_good = is_approved(deal)
    waits = last is not None and last.is_open
    return {
        "last": last,
        "is_approved": is_good,
        "stages": stages,
        "may_ask": _may(deal, user) and deal.is_open and not is_good and not waits,
    }


def orders_panel(deal: Deal, user: User) -> Context | None:
    """The orders of the deal, with ways to link and unlink."""
    rows, may = orders_of(deal), _may(deal, user)
    if not rows and not may:
        return None
    return {"rows": rows, "may_change": may, "link_form": LinkForm() if may else None}


def notes_panel(deal: Deal, user: User) -> Context:
    """What colleagues wrote of it; all of it stands in the customer's timeline too."""
    may = user.has_perm("timeline.add_timelineentry")
    form = NoteForm(initial={"key": uuid4()}) if may else None
    return {
        "notes": notes_of(deal),
        "note_form": form,
        "timeline_url": reverse("customers:inspect", args=[deal.customer_id]) + "#panel-timeline",
    }


def history_panel(deal: Deal, _user: User) -> Context:
    """Every move, with how long the deal stood before, and what the buyer did."""
    return {"moves": moves_of(deal), "acts": list(deal.acts.filter(has_moved=False)[:10])}


def facts_panel(deal: Deal, user: User) -> Context | None:
    """Who and when."""
    account = name_for(user, deal.customer)
    return facts(
        [
            (_("Customer"), account),
            (_("Contact"), name_for(user, deal.contact) if deal.contact else ""),
            (_("Owner"), deal.owner),
            (_("Pipeline"), deal.pipeline),
            (_("Loss reason"), deal.loss_reason),
            (_("What to learn from it"), deal.loss_note),
        ]
    )


_ROWS: tuple[tuple[str, object, object, Area, int, str], ...] = (
    ("stage", pgettext_lazy("of a deal", "Stage"), stage_panel, MAIN, 5, ""),
    ("steps", _("Next step"), steps_panel, MAIN, 10, ""),
    ("lines", _("Products"), lines_panel, MAIN, 20, ""),
    ("people", _("Contacts"), people_panel, MAIN, 30, ""),
    ("competitors", _("Competitors"), competitors_panel, MAIN, 40, ""),
    ("notes", pgettext_lazy("what colleagues write down", "Notes"), notes_panel, ACTIVITY, 10, ""),
    ("history", _("History"), history_panel, ACTIVITY, 20, ""),
    ("approval", _("Approval"), approval_panel, SIDE, 15, ""),
    ("orders", _("Orders"), orders_panel, SIDE, 20, SEES_ORDERS),
    ("white_space", _("Never bought"), white_space_panel, SIDE, 30, SEES_ORDERS),
    ("files", _("Files"), files_panel, SIDE, 40, ""),
)
PANELS.register(Panel(name="facts", title=_("Details"), context=facts_panel, order=10, area=SIDE))
for _name, _title, _context, _area, _order, _permission in _ROWS:
    PANELS.register(
        Panel(
            name=_name,
            title=_title,  # type: ignore[arg-type]
            context=_context,  # type: ignore[arg-type]
            order=_order,
            area=_area,
            template=f"crm_core/pipeline/panels/{_name}.html",
            permission=_permission,
        )
    )
