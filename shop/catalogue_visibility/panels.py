"""What a company sees of the catalogue, on its page in the back office."""

from django.urls import reverse
from django.utils.translation import gettext_lazy

from shop.b2b.models import Company
from shop.b2b.panels import PANELS
from shop.backoffice.panels import SIDE, Panel
from shop.catalogue_visibility.checking import company_sees
from shop.user.models import User


def catalogue(company: Company, _user: User) -> dict[str, object] | None:
    """Tell how many products it sees, and lead to the whole answer."""
    found = company_sees(company)
    url = f"{reverse('visibility-rules:check')}?company={company.pk}"
    return {"found": found, "url": url}


PANELS.register(
    Panel(
        name="catalogue",
        title=gettext_lazy("What they see of the catalogue"),
        context=catalogue,
        order=60,
        area=SIDE,
        permission="catalogue_visibility.view_visibilityrule",
        template="catalogue_visibility/panel.html",
    )
)
