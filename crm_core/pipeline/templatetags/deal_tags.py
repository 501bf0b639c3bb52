"""Words of deals for templates."""

from django import template

from crm_core.pipeline.acts import act_label
from crm_core.pipeline.shipped_names import shown_name

register = template.Library()


@register.filter
def stage_name(name: str) -> str:
    """Tell the name of a stage or reason as its reader knows it."""
    return shown_name(str(name))


@register.filter
def act_words(act: str) -> str:
    """Say what a buyer did; nothing where a person moved the deal."""
    return act_label(str(act)) if act else ""
