"""Reports from a partner's own system: a file and a key, answered in JSON."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django.views.generic import View

from partners.accounts.pages import PartnerViewMixin
from partners.sell_through.company_permissions import REPORT
from partners.sell_through.forms import TokenForm, UploadForm
from partners.sell_through.models import ReportingTerms, SellThroughReport, UploadToken
from partners.sell_through.services import HasErrorsError, ReportRefusedError, submit, take_upload
from partners.sell_through.tokens import TooManyTokensError, delete_token, make_token, token_of
from partners.sell_through.views import periods_for
from shop.uploads.limits import LIST_BYTES

if TYPE_CHECKING:
    from django.utils.datastructures import MultiValueDict

MOST_ERRORS = 500


@csrf_exempt
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """POST `?kind=sales|stock&period=2026-11` (or 2026-W49): the file is the body, or the part `file`.

    The key stands in the header Authorization, as "Bearer kst_...". 200: reported (`unchanged`: the same rows
    were sent before); 422: rows are wrong, each named, and the draft waits in the portal; 401, 409 (closed
    period), 413 as HTTP has them.
    """
    token = token_of(request.headers.get("Authorization", ""))
    if token is None:
        return _answer({"error": "unauthorized"}, status=401)
    if int(request.META.get("CONTENT_LENGTH") or 0) > LIST_BYTES:
        return _answer({"error": "too large"}, status=413)
    terms = ReportingTerms.objects.filter(account=token.account_id).first()
    periods = periods_for(terms)
    named = {str(period): period.pk for period in periods}
    typed = {"kind": request.GET.get("kind", ""), "period": named.get(request.GET.get("period", ""), "")}
    form = UploadForm(typed, _files(request), periods=periods)
    if not form.is_valid():
        errors = {name: [str(one) for one in found] for name, found in form.errors.items()}
        return _answer({"error": "invalid", "fields": errors, "periods": list(named)}, status=422)
    data = form.cleaned_data
    try:
        done = take_upload(token.account, data["period"], data["kind"], form.sheet, by=token.created_by)
        return _submitted(done.report, is_same=done.is_same)
    except ReportRefusedError as refusal:
        return _answer({"error": "refused", "detail": str(refusal)}, status=409)


def _submitted(report: SellThroughReport, *, is_same: bool) -> HttpResponse:
    told: dict[str, object] = {"report": report.pk, "rows": report.row_count, "unchanged": is_same}
    try:
        report = submit(report)
    except HasErrorsError as refusal:
        errors = [
            {"row": error.row, "column": error.column, "reason": str(error.reason)}
            for error in refusal.errors[:MOST_ERRORS]
        ]
        return _answer({**told, "error": "rows", "errors": errors}, status=422)
    return _answer({**told, "state": report.state}, status=200)


def _files(request: HttpRequest) -> "MultiValueDict[str, UploadedFile]":
    files = request.FILES
    if "file" not in files:
        try:
            body = request.body
        except RawPostDataException:  # it was read as a form
            return files
        if body:
            files = files.copy()
            files["file"] = SimpleUploadedFile("upload.csv", body)
    return files


def _answer(data: dict[str, object], *, status: int) -> JsonResponse:
    response = JsonResponse(data, status=status)
    response.headers["Cache-Control"] = "no-store"
    if status == 401:  # noqa: PLR2004
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


class TokensView(PartnerViewMixin, View):
    """`/partners/sell-through/keys/`: the upload keys; a new one is shown once."""

    partner_permissions = (REPORT,)

    def get(self, request: HttpRequest) -> HttpResponse:
        """List them."""
        return self._page(TokenForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Make a key, or delete one."""
        key = request.POST.get("delete", "")
        if key.isdecimal() and len(key) < 16:  # noqa: PLR2004 - no key is longer
            delete_token(self.access.account, int(key))
            messages.success(request, _("The key has been deleted: what uses it is refused from now on."))
            return redirect("sell_through:keys")
        form = TokenForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        try:
            secret = make_token(
                self.access.account,
                name=form.cleaned_data["name"],
                by=request.user,  # type: ignore[arg-type]
            )
        except TooManyTokensError:
            form.add_error(None, _("There are too many keys. Delete one that is not used any more."))
            return self._page(form, status=422)
        return self._page(TokenForm(), secret=secret)

    def _page(self, form: TokenForm, *, secret: str = "", status: int = 200) -> HttpResponse:
        tokens = UploadToken.objects.filter(account=self.access.account)
        context = {"account": self.access.account, "form": form, "tokens": tokens, "secret": secret}
        context["api_url"] = self.request.build_absolute_uri("/partners/api/sell-through/")
        return render(self.request, "partners/sell_through/keys.html", context, status=status)
