"""What becomes of a page that an editor sends to be published."""

from collections.abc import Iterable

from django.contrib.auth.models import Group
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowPage, WorkflowTask

NAME = "Content approval"
TASK = "Approval by a second person"
# Wagtail's own, made by its migrations for groups that no shop of ours has.
WAGTAILS = "Moderators approval"


def set_up_workflow(approvers: Iterable[Group]) -> Workflow | None:
    """Have every page approved by one of these groups, unless another workflow was chosen for all.

    Run again it brings the groups back and changes nothing else. None where there is no page yet.
    """
    root = Page.get_first_root_node()
    if root is None:
        return None
    workflow, is_new = Workflow.objects.get_or_create(name=NAME)
    if is_new:
        task = GroupApprovalTask.objects.create(name=TASK)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    for step in workflow.workflow_tasks.all():
        if isinstance(step.task.specific, GroupApprovalTask):
            step.task.specific.groups.set(approvers)
    chosen = WorkflowPage.objects.filter(page=root).select_related("workflow").first()
    if chosen is None:
        WorkflowPage.objects.create(page=root, workflow=workflow)
    elif chosen.workflow.name == WAGTAILS:
        chosen.workflow = workflow
        chosen.save()
    return workflow
