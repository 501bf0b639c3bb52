"""The form of the back office by which staff give value: store credit, or a gift card."""

from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse
from django.urls import reverse
from oscar.apps.payment.exceptions import PaymentError
from wagtail.admin.views.generic import CreateView


class GrantingView(CreateView):
    """A form whose service makes the row; what that refuses (a PaymentError) is said, nothing typed is lost.

    The form is told who asks (`for_user`), since a role has its limits. `page_url_name` is where it leads.
    """

    page_url_name = ""

    def get_form_kwargs(self) -> dict[str, object]:
        """Say who asks."""
        return {**super().get_form_kwargs(), "for_user": self.request.user}

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Have it made, or say why not."""
        try:
            answer: HttpResponse = super().form_valid(form)
        except PaymentError as refusal:
            form.add_error(None, str(refusal))
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)
        return answer

    def save_instance(self) -> object:
        """Return what the service has made."""
        made: object = self.form.save()
        return made

    def get_success_url(self) -> str:
        """Lead to the page of what was made."""
        made: Any = self.object
        return reverse(self.page_url_name, args=[made.pk])

    def get_success_buttons(self) -> list[object]:
        """Offer none: the page has them."""
        return []
