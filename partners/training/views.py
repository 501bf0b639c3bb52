"""Training in the portal: courses, lessons, the quiz with its result, certificates, the team."""

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from partners.accounts.access import PartnerAccess
from partners.accounts.pages import PartnerRequest, partner_view
from partners.training.company_permissions import TEAM
from partners.training.errors import TrainingRefusedError
from partners.training.forms import QuizForm
from partners.training.models import Attempt, Certificate, LessonDone
from partners.training.queries import CourseRow, courses_for, row_for, rows_for, team_page, team_rows
from partners.training.scoring import shown_in
from partners.training.services import (
    attempts_left,
    mark_done,
    next_attempt_at,
    start_attempt,
    submit_attempt,
)
from shop.pdf.responses import pdf_response
from shop.time_zones import shop_day

PER_PAGE, UNPROCESSABLE, TOO_MANY = 30, 422, 429
ACTION = "certificate_check"
TEMPLATES = "partners/training"


def _row(access: PartnerAccess, pk: int) -> CourseRow:
    row = row_for(access, pk, day=shop_day())
    if row is None:
        raise Http404
    return row


@require_safe
@partner_view()
def index(request: PartnerRequest) -> HttpResponse:
    """List the courses for who reads: to do, begun, done, expired; and their certificates."""
    access = request.partner_access
    rows = rows_for(access, courses_for(access), day=shop_day())
    groups = [
        (_("In progress"), [row for row in rows if row.state == "started"]),
        (_("Expired"), [row for row in rows if row.state == "expired"]),
        (_("To do"), [row for row in rows if row.state == "todo"]),
        (_("Done"), [row for row in rows if row.state == "done"]),
    ]
    mine = Certificate.objects.filter(account=access.account, user=access.user_id).select_related("course")
    context = {
        "account": access.account,
        "groups": [(title, found) for title, found in groups if found],
        "certificates": [(one, one.is_valid_on(shop_day())) for one in mine[:PER_PAGE]],
        "may_see_team": access.can(TEAM),
    }
    return render(request, f"{TEMPLATES}/index.html", context)


@require_safe
@partner_view(TEAM)
def team(request: PartnerRequest) -> HttpResponse:
    """Show how far the people of the account are."""
    access = request.partner_access
    page = Paginator(team_rows(access.account), PER_PAGE).get_page(request.GET.get("page"))
    rows = team_page(access.account, list(page.object_list), day=shop_day())
    context = {"account": access.account, "page": page, "rows": rows}
    return render(request, f"{TEMPLATES}/team.html", context)


@require_safe
@partner_view()
def course(request: PartnerRequest, pk: int) -> HttpResponse:
    """Show a course: its lessons, its quiz, what it is needed for."""
    row = _row(request.partner_access, pk)
    done = LessonDone.objects.filter(enrolment=row.enrolment) if row.enrolment else LessonDone.objects.none()
    done_keys = set(done.values_list("lesson", flat=True))
    lessons = list(row.course.lessons.all())
    waits_until = next_attempt_at(row.enrolment) if row.enrolment else None
    context = {
        "account": request.partner_access.account,
        "row": row,
        "course": row.course,
        "lessons": [(one, one.pk in done_keys) for one in lessons],
        "next_lesson": next((one for one in lessons if one.pk not in done_keys), None),
        "is_ready": row.questions and row.done >= row.lessons and row.may_renew,
        "attempts_left": attempts_left(row.enrolment) if row.enrolment else row.course.max_attempts,
        "waits_until": waits_until if waits_until and waits_until > timezone.now() else None,
        "attempts": row.enrolment.attempts.exclude(submitted_at=None)[:PER_PAGE] if row.enrolment else [],
    }
    return render(request, f"{TEMPLATES}/course.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@partner_view()
def lesson(request: PartnerRequest, pk: int, lesson_pk: int) -> HttpResponse:
    """Show a lesson; a POST marks it as done and leads to the next, after the last to the course."""
    access = request.partner_access
    row = _row(access, pk)
    lessons = list(row.course.lessons.select_related("picture", "video", "download"))
    place = next((place for place, one in enumerate(lessons) if one.pk == lesson_pk), None)
    if place is None:
        raise Http404
    following = lessons[place + 1] if place + 1 < len(lessons) else None
    if request.method == "POST":
        mark_done(access, lessons[place])
        if following:
            return redirect("partner_training:lesson", pk, following.pk)
        return redirect("partner_training:course", pk)
    done = LessonDone.objects.filter(enrolment=row.enrolment, lesson=lesson_pk) if row.enrolment else None
    context = {
        "account": access.account,
        "course": row.course,
        "lesson": lessons[place],
        "number": place + 1,
        "count": len(lessons),
        "previous": lessons[place - 1] if place else None,
        "following": following,
        "is_done": done is not None and done.exists(),
    }
    return render(request, f"{TEMPLATES}/lesson.html", context)


@require_POST
@partner_view()
def start(request: PartnerRequest, pk: int) -> HttpResponse:
    """Begin the quiz of a course, or go on with it."""
    row = _row(request.partner_access, pk)
    try:
        begun = start_attempt(request.partner_access, row, now=timezone.now())
    except TrainingRefusedError as error:
        messages.error(request, str(error))
        return redirect("partner_training:course", pk)
    return redirect("partner_training:attempt", begun.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@partner_view()
def attempt(request: PartnerRequest, pk: int) -> HttpResponse:
    """Ask the questions; once it is submitted, show the result with what is correct and why."""
    access = request.partner_access
    mine = Attempt.objects.filter(enrolment__user=access.user_id, enrolment__account=access.account)
    row = get_object_or_404(mine.select_related("enrolment__course", "enrolment__account__company"), pk=pk)
    if row.submitted_at is not None:
        return _result(request, row)
    form = QuizForm(shown_in(row), request.POST or None)
    if request.method == "POST":
        form = QuizForm(shown_in(row), request.POST)
        if form.is_valid():
            submit_attempt(row, form.answers(), now=timezone.now())
            return redirect("partner_training:attempt", pk)
    context = {"account": access.account, "attempt": row, "course": row.enrolment.course, "form": form}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, f"{TEMPLATES}/quiz.html", context, status=status)


def _result(request: PartnerRequest, row: Attempt) -> HttpResponse:
    enrolment = row.enrolment
    waits_until = next_attempt_at(enrolment)
    context = {
        "account": enrolment.account,
        "attempt": row,
        "course": enrolment.course,
        "shown": shown_in(row),
        "certificate": Certificate.objects.filter(attempt=row).first(),
        "attempts_left": attempts_left(enrolment),
        "waits_until": waits_until if waits_until and waits_until > timezone.now() else None,
    }
    return render(request, f"{TEMPLATES}/result.html", context)


@require_safe
@partner_view()
def certificate_pdf(request: PartnerRequest, pk: int) -> HttpResponse:
    """Hand out a certificate that is one's own, or of the team for who sees it."""
    # No page of a visitor draws PDFs, so what draws is loaded here.
    from partners.training.documents import certificate_document  # noqa: PLC0415

    access = request.partner_access
    theirs = Certificate.objects.filter(account=access.account)
    if not access.can(TEAM):
        theirs = theirs.filter(user=access.user_id)
    found = get_object_or_404(theirs.select_related("course", "account__company"), pk=pk, revoked_at=None)
    return pdf_response(certificate_document(found), f"{found.number}.pdf", download=True)


@never_cache
@require_safe
def check(request: HttpRequest, number: str) -> HttpResponse:
    """Tell anybody whether a certificate is valid: name, course and validity, nothing else."""
    if ratelimit.consume(request, app="allauth.account", action=ACTION, limit_get=True) is None:
        return render(request, f"{TEMPLATES}/check.html", {"is_too_often": True}, status=TOO_MANY)
    found = Certificate.objects.filter(number=number.strip().upper()).select_related("course").first()
    context = {"certificate": found, "is_valid": found is not None and found.is_valid_on(shop_day())}
    return render(request, f"{TEMPLATES}/check.html", context, status=200 if found else 404)
