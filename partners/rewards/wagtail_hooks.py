"""Rewards' place in the back office."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from partners.rewards import office, office_files
from partners.rewards.forms import RULE_FORM
from partners.rewards.models import LedgerEntry, PaymentFile, RewardRule, Statement
from partners.rewards.panels import FILE_PANELS, STATEMENT_PANELS
from partners.rewards.services.paying import MAKE_FILE
from shop.backoffice.access import ReadOnlyPolicy, require_permissions
from shop.backoffice.listing import BackOfficeViewSet
from shop.backoffice.record import RecordViewSet

for _model in (LedgerEntry, Statement, PaymentFile):
    register_permission_policy(_model, ReadOnlyPolicy(_model))


class OwnColumns(BackOfficeViewSet):
    """A list whose columns and export are its view's."""

    search_backend_name = None
    add_to_admin_menu = True

    def get_index_view_kwargs(self, **kwargs: object) -> dict[str, object]:
        """Leave columns and export to the view."""
        view_kwargs = super().get_index_view_kwargs(**kwargs)
        return {key: view_kwargs[key] for key in view_kwargs.keys() - {"list_export", "list_display"}}


class RuleViewSet(OwnColumns):
    """The rules at `/cms/partner-reward-rules/`."""

    model = RewardRule
    name = "partner_reward_rules"
    url_prefix = "partner-reward-rules"
    icon = "tag"
    menu_label = _("Partner rewards")
    menu_order = 44
    index_view_class = office.RuleListView
    edit_handler = RULE_FORM
    list_filter = ["kind", "currency"]
    search_fields = office.RuleListView.search_fields
    export_filename = "partner-reward-rules"


class EntryViewSet(OwnColumns):
    """What accrued and was taken back, at `/cms/partner-accruals/`."""

    model = LedgerEntry
    name = "partner_accruals"
    url_prefix = "partner-accruals"
    icon = "list-ul"
    menu_label = _("Partner accruals")
    menu_order = 45
    index_view_class = office.EntryListView
    form_fields = ["note"]
    list_filter = ["kind", "why", "currency", "rule"]
    search_fields = office.EntryListView.search_fields
    export_filename = "partner-accruals"


class StatementViewSet(OwnColumns, RecordViewSet):
    """The statements at `/cms/partner-statements/`."""

    model = Statement
    name = "partner_statements"
    url_prefix = "partner-statements"
    icon = "doc-full"
    menu_label = _("Partner statements")
    menu_order = 46
    index_view_class = office.StatementListView
    inspect_view_class = office.StatementPageView
    inspect_view_fields = ["account", "approved_by", "approved_at", "payout"]
    record_panels = STATEMENT_PANELS
    form_fields = ["status"]
    list_name = "partner-statements"
    list_filter = ["status", "currency"]
    search_fields = office.StatementListView.search_fields
    export_filename = "partner-statements"


class PaymentFileViewSet(OwnColumns, RecordViewSet):
    """The files for the bank at `/cms/partner-payment-files/`."""

    model = PaymentFile
    name = "partner_payment_files"
    url_prefix = "partner-payment-files"
    icon = "download"
    menu_label = _("Payment files")
    menu_order = 47
    index_view_class = office_files.PaymentFileListView
    inspect_view_class = office_files.PaymentFilePageView
    inspect_view_fields = ["file_format", "made_at", "made_by"]
    record_panels = FILE_PANELS
    form_fields = ["file_format"]
    list_name = "partner-payment-files"
    list_filter = ["file_format", "currency"]
    export_filename = "partner-payment-files"


@hooks.register("register_admin_viewset")
def register_rewards() -> list[BackOfficeViewSet]:
    """Add rules, entries, statements and payment files to the back office."""
    return [RuleViewSet(), EntryViewSet(), StatementViewSet(), PaymentFileViewSet()]


@hooks.register("register_admin_urls")
def register_files() -> list[URLPattern]:
    """Mount statements on paper and files for the bank."""
    return [
        path(
            "partner-statements/<int:pk>/pdf/",
            require_permissions(office.statement_pdf, ["partner_rewards.view_statement"]),
            name="partner_statement_pdf",
        ),
        path(
            "partner-payment-files/make/",
            require_permissions(office_files.make_file, [MAKE_FILE]),
            name="partner_payment_file_make",
        ),
        path(
            "partner-payment-files/<int:pk>/download/",
            require_permissions(office_files.payment_file, [MAKE_FILE]),
            name="partner_payment_file",
        ),
    ]
