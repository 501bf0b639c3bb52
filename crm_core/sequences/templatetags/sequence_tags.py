"""What the templates of sequences load."""

from django import template
from django.contrib.auth.models import AnonymousUser

from crm_core.sequences.models import SequenceStep, StepRun
from crm_core.timeline.template_views import VIEW, preview_customers
from shop.user.models import User

register = template.Library()


@register.simple_tag(takes_context=True)
def customers_to_preview(context: template.Context) -> list[tuple[int, str]]:
    """List customers whose data may stand in a preview."""
    request = context.get("request")
    return preview_customers(request.user) if request is not None else []


@register.filter
def may_preview(user: User | AnonymousUser) -> bool:
    """Say whether somebody may look at mail templates."""
    return user.has_perm(VIEW)


@register.filter
def step_words(step: SequenceStep | StepRun) -> str:
    """Say what a step is."""
    if isinstance(step, SequenceStep) and step.template is not None:
        return step.template.name
    if isinstance(step, SequenceStep) and step.subject:
        return step.subject
    return str(step.get_kind_display())
