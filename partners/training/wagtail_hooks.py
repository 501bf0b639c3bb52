"""Training's place in the back office."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.permissions import register_permission_policy

from partners.training import office
from partners.training.forms import CourseForm, LessonForm, QuestionForm
from partners.training.models import Certificate, Course, Enrolment, Question
from shop.backoffice.access import ReadOnlyPolicy, require_permissions
from shop.backoffice.languages import in_every_language, panels_in_every_language
from shop.backoffice.listing import BackOfficeViewSet
from shop.backoffice.record import RecordViewSet

register_permission_policy(Enrolment, ReadOnlyPolicy(Enrolment))
register_permission_policy(Certificate, ReadOnlyPolicy(Certificate))


class LessonsPanel(InlinePanel):
    """The lessons in the form of a course."""

    def get_form_options(self) -> dict[str, dict[str, dict[str, object]]]:
        """Use the form whose texts are clean HTML."""
        options: dict[str, dict[str, dict[str, object]]] = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = LessonForm
        return options


class CourseViewSet(RecordViewSet):
    """Courses at `/cms/partner-courses/`."""

    model = Course
    name = "partner_courses"
    url_prefix = "partner-courses"
    icon = "doc-full-inverse"
    menu_label = _("Courses for partners")
    menu_order = 46
    add_to_admin_menu = True
    index_view_class = office.CourseListView
    inspect_view_class = office.CoursePageView
    record_panels = office.COURSE_PANELS
    inspect_view_fields = [
        *("summary", "pass_percent", "max_attempts", "cooldown_hours", "valid_months"),
        *("is_required_for_deals", "is_published"),
    ]
    list_name = "partner-courses"
    list_filter = ["is_published", "is_required_for_deals"]
    search_fields = in_every_language("title")
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    *panels_in_every_language("title", _("Title")),
                    *panels_in_every_language("summary", _("Summary")),
                    FieldPanel("picture"),
                    FieldPanel("is_published"),
                ],
                heading=_("Course"),
            ),
            FieldPanel("audience"),
            MultiFieldPanel(
                [
                    FieldPanel("pass_percent"),
                    FieldPanel("max_attempts"),
                    FieldPanel("cooldown_hours"),
                    FieldPanel("valid_months"),
                ],
                heading=_("Quiz and certificate"),
            ),
            MultiFieldPanel(
                [FieldPanel("is_required_for_deals"), FieldPanel("products"), FieldPanel("categories")],
                heading=_("What the certificate is needed for"),
            ),
            LessonsPanel(
                "lessons",
                heading=_("Lessons"),
                panels=[
                    FieldPanel("sort_order"),
                    *panels_in_every_language("title", _("Title")),
                    *panels_in_every_language("body", _("Text")),
                    FieldPanel("picture"),
                    FieldPanel("video"),
                    FieldPanel("download"),
                ],
            ),
        ],
        base_form_class=CourseForm,
    )

    def get_urlpatterns(self) -> list[URLPattern]:
        """Add the products for the picker."""
        products = require_permissions(office.course_products, ["partner_training.change_course"])
        return [*super().get_urlpatterns(), path("products/", products, name="products")]


class QuestionViewSet(BackOfficeViewSet):
    """Quiz questions at `/cms/partner-questions/`."""

    model = Question
    name = "partner_questions"
    url_prefix = "partner-questions"
    icon = "help"
    menu_label = _("Quiz questions")
    menu_order = 46
    add_to_admin_menu = True
    index_view_class = office.QuestionListView
    add_view_class = office.QuestionAddView
    list_name = "partner-questions"
    list_filter = ["course", "kind"]
    search_fields = in_every_language("text")
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldPanel("course"),
                    FieldPanel("kind"),
                    *panels_in_every_language("text", _("Question")),
                    *panels_in_every_language("explanation", _("Explanation")),
                ],
                heading=_("Question"),
            ),
            InlinePanel(
                "choices",
                heading=_("Answers"),
                panels=[*panels_in_every_language("text", _("Answer")), FieldPanel("is_correct")],
                min_num=2,
            ),
        ],
        base_form_class=QuestionForm,
    )


class OwnColumns(RecordViewSet):
    """A list whose columns and export are its view's."""

    search_backend_name = None
    add_to_admin_menu = True

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave columns and export to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {key: view_kwargs[key] for key in view_kwargs.keys() - {"list_export", "list_display"}}


class EnrolmentViewSet(OwnColumns):
    """Who is how far at `/cms/partner-training/`."""

    model = Enrolment
    name = "partner_enrolments"
    url_prefix = "partner-training"
    icon = "tasks"
    menu_label = _("Training progress")
    menu_order = 47
    index_view_class = office.EnrolmentListView
    inspect_view_class = office.EnrolmentPageView
    inspect_view_fields = ["course", "account", "user", "started_at", "attempts_reset_at"]
    record_panels = office.ENROLMENT_PANELS
    form_fields = ["course"]
    list_name = "partner-training"
    list_filter = ["course"]
    search_fields = office.EnrolmentListView.search_fields
    export_filename = "training-progress"


class CertificateViewSet(OwnColumns):
    """Certificates at `/cms/partner-certificates/`."""

    model = Certificate
    name = "partner_certificates"
    url_prefix = "partner-certificates"
    icon = "success"
    menu_label = _("Training certificates")
    menu_order = 47
    index_view_class = office.CertificateListView
    inspect_view_class = office.CertificatePageView
    inspect_view_fields = [
        *("course", "account", "holder_name", "issued_at", "expires_on"),
        *("revoked_at", "revoked_by", "revoke_reason"),
    ]
    record_panels = office.CERTIFICATE_PANELS
    form_fields = ["course"]
    list_name = "partner-certificates"
    list_filter = ["course"]
    search_fields = office.CertificateListView.search_fields
    export_filename = "certificates"


@hooks.register("register_admin_viewset")
def register_training() -> list[BackOfficeViewSet]:
    """Add courses, questions, progress and certificates to the back office."""
    return [CourseViewSet(), QuestionViewSet(), EnrolmentViewSet(), CertificateViewSet()]
