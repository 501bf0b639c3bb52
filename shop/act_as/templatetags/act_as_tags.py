"""The banner on each page that a colleague sees in a buyer's place."""

from django import template
from django.utils import timezone

from shop.act_as.current import Acting
from shop.b2b.queries import company_of

register = template.Library()


@register.inclusion_tag("act_as/banner.html", takes_context=True)
def act_as_banner(context: template.Context) -> dict[str, object]:
    """Say who acts for whom, why and how long still; nothing for everybody else."""
    acting: Acting | None = getattr(context.get("request"), "acting", None)
    if acting is None:
        return {}
    left = acting.session.expires_at - timezone.now()
    return {
        "acting": acting,
        "company": company_of(acting.user),
        "minutes": max(int(left.total_seconds() // 60), 0),
        "csrf_token": context.get("csrf_token"),
    }
