"""Who looks after the company that somebody acts for."""

from django import template

from shop.b2b.access import access_of
from shop.b2b.models import Company
from shop.company_accounts.representatives.queries import representative_of

register = template.Library()


@register.inclusion_tag("company_accounts/representative.html", takes_context=True)
def company_representative(context: template.Context) -> dict[str, object]:
    """Show the representative and who stands in for them; nothing where nobody looks after the company."""
    access = access_of(context["request"].user)
    company = Company.objects.filter(pk=access.company_id).first() if access else None
    who = representative_of(company) if company else None
    if who is None:
        return {}
    profile = getattr(who.rep, "wagtail_userprofile", None)
    return {"who": who, "picture": profile.avatar if profile and profile.avatar else None}
