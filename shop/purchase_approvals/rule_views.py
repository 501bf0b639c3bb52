"""Rules and delegations on the company's pages."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.forms import BaseInlineFormSet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shop.b2b.models import Company
from shop.b2b.pages import CompanyRequest, company_view
from shop.purchase_approvals.conditions import rules_of
from shop.purchase_approvals.forms import DelegationForm, LevelForm, LevelFormSet, RuleForm
from shop.purchase_approvals.models import ApprovalDelegation, ApprovalLevel, ApprovalRule
from shop.purchase_approvals.sentences import condition_words, level_words

INVALID = 422


@company_view("approvals.manage")
def rule_list(request: CompanyRequest) -> HttpResponse:
    """List the rules that hold, those of parents too, and the company's own that are switched off."""
    access = request.company_access
    active = rules_of(access.lineage)
    off = ApprovalRule.objects.filter(company=access.company_id, is_active=False)
    rules = [*active, *off.select_related("company", "category", "role").prefetch_related("levels__members")]
    shown = [
        {
            "rule": rule,
            "condition": condition_words(rule),
            "levels": level_words(rule),
            "is_own": rule.company_id == access.company_id,
        }
        for rule in rules
    ]
    context = {"page_title": _("Approval rules"), "rules": shown}
    return render(request, "purchase_approvals/rules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@company_view("approvals.manage")
def edit_rule(request: CompanyRequest, pk: int | None = None) -> HttpResponse:
    """Write a rule with its levels; one of a parent is the parent's to change."""
    company = Company.objects.get(pk=request.company_access.company_id)
    rule = get_object_or_404(ApprovalRule, pk=pk, company=company) if pk else ApprovalRule()
    data = request.POST if request.method == "POST" else None
    form = RuleForm(data, instance=rule, company=company)
    levels = LevelFormSet(data, instance=rule, prefix="levels", form_kwargs={"company": company})
    if data is not None and form.is_valid() and levels.is_valid():
        _save(form, levels)
        messages.success(request, _("The rule is saved."))
        return redirect("purchase_approvals:rules")
    context = {
        "page_title": _("Change rule") if pk else _("New rule"),
        "form": form,
        "levels": levels,
        "rule": rule,
    }
    status = INVALID if data is not None else 200
    return render(request, "purchase_approvals/rule_form.html", context, status=status)


@transaction.atomic
def _save(form: RuleForm, levels: "BaseInlineFormSet[ApprovalLevel, ApprovalRule, LevelForm]") -> None:
    """Write the rule and its levels, numbered in their order."""
    rule = form.save()
    levels.instance = rule
    last = 0
    for level in levels.save(commit=False):
        if level.pk is None:
            last = max([last, *rule.levels.values_list("number", flat=True)])
            level.number = last + 1
        level.save()
    for gone in levels.deleted_objects:
        gone.delete()
    levels.save_m2m()


@require_POST
@company_view("approvals.manage")
def delete_rule(request: CompanyRequest, pk: int) -> HttpResponse:
    """Delete a rule; requests that it asked for go on."""
    company_id = request.company_access.company_id
    get_object_or_404(ApprovalRule, pk=pk, company=company_id).delete()
    messages.success(request, _("The rule is deleted."))
    return redirect("purchase_approvals:rules")


@require_http_methods(["GET", "HEAD", "POST"])
@company_view()
def delegations(request: CompanyRequest) -> HttpResponse:
    """Say who answers in one's own place, and see for whom one does."""
    form = DelegationForm(
        request.POST if request.method == "POST" else None,
        owner=request.user,
        lineage=request.company_access.lineage,
    )
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your deputy is told with the next order to approve."))
        return redirect("purchase_approvals:delegations")
    mine = ApprovalDelegation.objects.filter(Q(owner=request.user) | Q(deputy=request.user))
    rows = mine.filter(ends_on__gte=timezone.localdate()).select_related("owner", "deputy")
    context = {"page_title": _("Deputies"), "form": form, "delegations": list(rows)}
    status = INVALID if request.method == "POST" else 200
    return render(request, "purchase_approvals/delegations.html", context, status=status)


@require_POST
@company_view()
def end_delegation(request: CompanyRequest, pk: int) -> HttpResponse:
    """End a delegation of one's own."""
    get_object_or_404(ApprovalDelegation, pk=pk, owner=request.user).delete()
    messages.success(request, _("Nobody answers in your place any more."))
    return redirect("purchase_approvals:delegations")
