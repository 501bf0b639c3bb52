"""Training in the back office: courses and questions, who is how far, certificates."""

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, NumberColumn, TitleColumn
from wagtail.admin.views.generic import CreateView
from wagtail.admin.widgets.button import HeaderButton

from partners.training.certificates import revoke
from partners.training.forms import RevokeForm
from partners.training.models import Certificate, Course, Enrolment, Question
from partners.training.queries import attempt_facts
from partners.training.services import attempts_left, reset_attempts
from shop.backoffice.columns import DayColumn
from shop.backoffice.listing import ListView
from shop.backoffice.panels import ACTIVITY, MAIN, Panel, panel_registry, table
from shop.backoffice.record import ActiveRecordView, RecordFigure, RecordView, submit_button
from shop.catalogue.models import Product
from shop.registry import Registry
from shop.time_zones import shop_day
from shop.user.models import User, UserRequest

MOST = 50
RESET, REVOKE = "partner_training.reset_enrolment", "partner_training.revoke_certificate"
COURSE_PANELS: Registry[Panel[Course]] = panel_registry("panel of a course")
ENROLMENT_PANELS: Registry[Panel[Enrolment]] = panel_registry("panel of a course enrolment")
CERTIFICATE_PANELS: Registry[Panel[Certificate]] = panel_registry("panel of a certificate")


class CourseListView(ListView):
    """Every course, with how many take it and hold its certificate."""

    default_ordering = "title"

    def all_columns(self) -> list[BaseColumn]:
        """What it is, how large, who takes it, whether it is out."""
        return [
            self.record_column("title", label=_("Title"), sort_key="title"),
            NumberColumn("lesson_count", label=_("Lessons")),
            NumberColumn("question_count", label=_("Questions")),
            NumberColumn("enrolled", label=_("Enrolled")),
            NumberColumn("certified", label=_("Certificates")),
            Column("is_published", label=_("Published")),
        ]

    def get_base_queryset(self) -> QuerySet[Course]:
        """Count what belongs to the courses."""
        return Course.objects.annotate(
            lesson_count=Count("lessons", distinct=True),
            question_count=Count("questions", distinct=True),
            enrolled=Count("enrolments", distinct=True),
            certified=Count("certificates", distinct=True),
        )


class CoursePageView(RecordView):
    """A course: its lessons and questions."""

    def get_actions(self) -> list[HeaderButton]:
        """Lead to a new question of this course."""
        actions = list(super().get_actions())
        if self.request.user.has_perm("partner_training.add_question"):
            url = f"{reverse('partner_questions:add')}?course={self.object.pk}"
            actions.append(HeaderButton(_("Add a question"), url=url, icon_name="plus"))
        return actions


def course_lessons(course: Course, _user: User) -> dict[str, object] | None:
    """List the lessons with how many did each."""
    columns = [Column("title", label=_("Lesson")), NumberColumn("done_by", label=_("Done by"))]
    return table(columns, course.lessons.annotate(done_by=Count("done"))[:MOST])


def course_questions(course: Course, _user: User) -> dict[str, object] | None:
    """List the questions of the quiz; each leads to its form."""
    columns = [
        TitleColumn("text", label=_("Question"), url_name="partner_questions:edit"),
        Column("kind", label=_("Kind"), accessor="get_kind_display"),
        NumberColumn("choice_count", label=_("Answers")),
    ]
    return table(columns, course.questions.annotate(choice_count=Count("choices"))[:MOST])


class QuestionListView(ListView):
    """The questions of every quiz."""

    default_ordering = "course__title"

    def all_columns(self) -> list[BaseColumn]:
        """Which, of which course, of which kind."""
        return [
            TitleColumn("text", label=_("Question"), url_name=self.edit_url_name),
            Column("course", label=_("Course"), sort_key="course__title"),
            Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
        ]

    def get_base_queryset(self) -> QuerySet[Question]:
        """Load the course."""
        return Question.objects.select_related("course")


class QuestionAddView(CreateView):
    """A new question; `?course=` says of which course."""

    def get_initial(self) -> dict[str, object]:
        """Choose the course that it came from."""
        key = self.request.GET.get("course", "")
        return {"course": key} if key.isascii() and key.isdigit() else {}


class EnrolmentListView(ListView):
    """Who takes which course, the latest first."""

    default_ordering = "-started_at"
    search_fields = ["user__email", "user__first_name", "user__last_name", "account__company__name"]
    page_title = gettext_lazy("Training progress")
    export_permission = "partner_training.view_enrolment"
    list_export = ["course", "account", "user", "done", "tries", "passed", "started_at"]

    def all_columns(self) -> list[BaseColumn]:
        """Who, what, how far."""
        return [
            self.record_column("user", label=_("Person"), sort_key="user__email"),
            Column("account", label=_("Partner"), accessor="account.company.name"),
            Column("course", label=_("Course"), sort_key="course__title"),
            NumberColumn("done", label=_("Lessons done")),
            NumberColumn("tries", label=_("Attempts")),
            Column("passed", label=_("Passed"), accessor=lambda row: _("yes") if row.passed else _("no")),
            DateColumn("started_at", label=_("Started"), sort_key="started_at"),
        ]

    def get_base_queryset(self) -> QuerySet[Enrolment]:
        """Count lessons and attempts with the rows."""
        return attempt_facts(Enrolment.objects.select_related("user", "account__company", "course"))


class EnrolmentPageView(ActiveRecordView):
    """One person in one course, with the attempts."""

    action_permission = RESET
    record_actions = ("reset",)

    def get_queryset(self) -> QuerySet[Enrolment]:
        """Load what the page names."""
        return Enrolment.objects.select_related("user", "account__company", "course")

    def get_summary(self) -> list[object]:
        """Say for whom."""
        return [self.object.account.company, self.object.course]

    def get_figures(self) -> list[RecordFigure]:
        """Tell lessons and attempts."""
        one = self.object
        left = attempts_left(one)
        words = _("any number") if left is None else str(left)
        return [
            RecordFigure(
                label=_("Lessons done"), value=f"{one.lessons_done.count()} / {one.course.lessons.count()}"
            ),
            RecordFigure(label=_("Attempts left"), value=words, tone="bad" if left == 0 else ""),
        ]

    def get_actions(self) -> list[HeaderButton]:
        """Offer new attempts."""
        if not self.may_act():
            return []
        return [submit_button(_("Give new attempts"), name="action", value="reset")]

    def reset(self, request: UserRequest) -> HttpResponse:
        """Give the person all attempts again."""
        reset_attempts(self.object, by=request.user, now=timezone.now())
        messages.success(request, _("All attempts are free again, from now on."))
        return self.reload_page()


def attempts(enrolment: Enrolment, _user: User) -> dict[str, object] | None:
    """List the attempts, the latest first."""
    columns = [
        NumberColumn("number", label=_("Attempt")),
        DateColumn("started_at", label=_("Started")),
        DateColumn("submitted_at", label=_("Submitted")),
        NumberColumn("score", label=_("Score (%)")),
        Column("passed", label=_("Passed"), accessor=lambda row: _("yes") if row.has_passed else _("no")),
    ]
    return table(columns, enrolment.attempts.all()[:MOST])


class CertificateListView(ListView):
    """The certificates, the latest first."""

    default_ordering = "-issued_at"
    search_fields = ["number", "holder_name", "account__company__name", "course__title"]
    page_title = gettext_lazy("Training certificates")
    export_permission = "partner_training.view_certificate"
    list_export = ["number", "holder_name", "account", "course", "issued_at", "expires_on", "revoked_at"]

    def all_columns(self) -> list[BaseColumn]:
        """Which, whose, of what, until when."""
        return [
            self.record_column("number", label=_("Number"), sort_key="number"),
            Column("holder_name", label=_("Name"), sort_key="holder_name"),
            Column("account", label=_("Partner"), accessor="account.company.name"),
            Column("course", label=_("Course"), sort_key="course__title"),
            DateColumn("issued_at", label=_("Issued"), sort_key="issued_at"),
            DayColumn("expires_on", label=_("Valid until"), sort_key="expires_on"),
            Column("state", label=_("Status"), accessor=state_of),
        ]

    def get_base_queryset(self) -> QuerySet[Certificate]:
        """Load what rows name."""
        return Certificate.objects.select_related("account__company", "course")


def state_of(certificate: Certificate) -> str:
    """Say whether a certificate is good."""
    if certificate.revoked_at:
        return _("revoked")
    return _("valid") if certificate.is_valid_on(shop_day()) else _("expired")


class CertificatePageView(ActiveRecordView):
    """A certificate, which may be revoked once, with a reason."""

    action_permission = REVOKE
    record_actions = ("revoke",)

    def get_queryset(self) -> QuerySet[Certificate]:
        """Load what the page names."""
        return Certificate.objects.select_related("account__company", "course", "user", "revoked_by")

    def get_summary(self) -> list[object]:
        """Say how it stands and whose it is."""
        return [state_of(self.object), self.object.account.company]

    def get_actions(self) -> list[HeaderButton]:
        """Lead to what everybody sees of it."""
        url = reverse("partner_training:check", args=[self.object.number])
        return [HeaderButton(_("Public check"), url=url, icon_name="view")]

    def get_panel_values(self) -> dict[str, object]:
        """Hand the form to its panel, for who may use it while there is something to revoke."""
        if self.object.revoked_at or not self.may_act():
            return {}
        return {"form": RevokeForm(), **self.refused}

    def revoke(self, request: UserRequest) -> HttpResponse:
        """Take it back."""
        form = RevokeForm(request.POST)
        if not form.is_valid():
            return self.show_again(form=form)
        revoke(self.object, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now())
        messages.success(request, _("The certificate is revoked."))
        return self.reload_page()


def revoking(certificate: Certificate, user: User) -> dict[str, object] | None:
    """Offer the form while the certificate can be revoked."""
    return {} if certificate.revoked_at is None and user.has_perm(REVOKE) else None


@require_safe
def course_products(request: HttpRequest) -> HttpResponse:
    """Answer `?q=` with products for the picker of a course."""
    text = request.GET.get("q", "").strip()[:100]
    found = Product.objects.filter(parent=None, title__icontains=text).order_by("title", "pk") if text else ()
    return JsonResponse({"results": [{"pk": one.pk, "label": one.get_title()} for one in found[:20]]})


COURSE_PANELS.register(
    Panel(name="lessons", title=gettext_lazy("Lessons"), context=course_lessons, order=10, area=MAIN)
)
COURSE_PANELS.register(
    Panel(name="questions", title=gettext_lazy("Quiz"), context=course_questions, order=20, area=MAIN)
)
ENROLMENT_PANELS.register(
    Panel(name="attempts", title=gettext_lazy("Attempts"), context=attempts, order=10, area=MAIN)
)
CERTIFICATE_PANELS.register(
    Panel(
        name="revoke",
        title=gettext_lazy("Revoke"),
        context=revoking,
        template="partners/training/office/revoke_panel.html",
        order=10,
        area=ACTIVITY,
    )
)
