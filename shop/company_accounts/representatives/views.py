"""The page on which a buyer writes to their representative."""

from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from shop.b2b.models import Company
from shop.b2b.pages import CompanyRequest, company_view
from shop.company_accounts.representatives.queries import representative_of
from shop.company_accounts.representatives.services import write_to
from shop.contact_fields import LineField
from shop.form_options import FormData
from shop.user.models import User

UNPROCESSABLE = 422


class MessageForm(forms.Form):
    """What somebody wants to say."""

    subject = LineField(label=gettext_lazy("Subject"), max_length=150)
    text = forms.CharField(
        label=gettext_lazy("Message"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6})
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=32, min_length=32)

    def __init__(self, data: FormData | None = None) -> None:
        super().__init__(data, initial={"key": uuid4().hex})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@company_view()
def contact(request: CompanyRequest) -> HttpResponse:
    """Take a message to who looks after the company; there is no page where nobody does."""
    company = get_object_or_404(Company, pk=request.company_access.company_id)
    who = representative_of(company)
    if who is None or not isinstance(request.user, User):
        raise Http404
    form = MessageForm(request.POST or None)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        key = f"{request.user.pk}:{said.pop('key')}"[:40]
        write_to(who, user=request.user, company=company, key=key, now=timezone.now(), **said)
        messages.success(request, _("Your message is on its way to %(name)s.") % {"name": who.reachable})
        return redirect("customer:summary")
    title = _("Write to %(name)s") % {"name": who.rep}
    context = {"form": form, "who": who, "page_title": title}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "company_accounts/contact.html", context, status=status)
