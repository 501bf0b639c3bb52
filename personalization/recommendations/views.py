"""Where somebody says that a product is of no interest."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from personalization.recommendations.forms import DismissForm
from personalization.recommendations.requests import SESSION_KEY, profile_for, session_dismissals
from personalization.recommendations.services import dismiss, family_of
from shop.catalogue.models import Product
from shop.safe_redirects import safe_redirect_url

#: A session keeps the last of these.
MOST_IN_SESSION = 200


@never_cache
@require_POST
def not_interested(request: HttpRequest) -> HttpResponse:
    """Take a product out of this visitor's recommendations at once, and lead back to the page.

    Kept for the account or the visitor who agreed to be remembered, else in the session. A product that is
    not there any more is told.
    """
    form = DismissForm(request.POST)
    if form.is_valid():
        _dismiss(request, form.cleaned_data["product"])
        messages.success(request, _("We will not recommend this product to you any more."))
    else:
        messages.error(request, _("This product is not in the shop any more."))
    return HttpResponseRedirect(safe_redirect_url(request, request.POST.get("next"), otherwise="/"))


def _dismiss(request: HttpRequest, product: Product) -> None:
    profile = profile_for(request)
    if profile is not None:
        dismiss(product, profile)
        return
    kept = dict.fromkeys([*session_dismissals(request), *family_of(product)])
    request.session[SESSION_KEY] = list(kept)[-MOST_IN_SESSION:]
