"""Several tags become one."""

from collections.abc import Iterable

from django.utils.translation import gettext as _, gettext_lazy, ngettext

from crm_core.profile.models import Tag
from crm_core.profile.queries import most_used
from crm_core.profile.services import merge_tags
from shop.backoffice.confirmation import ConfirmedAction

FEWEST = 2


class MergeTags(ConfirmedAction):
    """Merge the ticked tags into the one that most customers bear."""

    models = [Tag]
    permission = "profile.change_tag"
    display_name = gettext_lazy("Merge")
    aria_label = gettext_lazy("Merge selected tags")
    action_type = "merge"
    item_template_name = "crm_core/profile/confirm_merge.html"
    icon = "group"
    heading = gettext_lazy("Merge tags")
    back_label = gettext_lazy("Back to the tags")
    consequence = gettext_lazy(
        "Whoever bears one of these bears the most used of them afterwards; the others are gone."
    )

    def check_perm(self, obj: Tag) -> bool:
        """Merge any."""
        return True

    @classmethod
    def execute_action(cls, objects: Iterable[Tag], **_kwargs: object) -> tuple[int, int]:
        """Have all bearers bear the one that is borne most; one alone stays as it is."""
        tags = list(objects)
        into = most_used([tag.pk for tag in tags])
        if into is None or len(tags) < FEWEST:
            return 0, len(tags)
        merge_tags(tags, into=into)
        return len(tags), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        """Say how many became one."""
        if not num_parent_objects:
            return _("Choose at least two tags to merge.")
        words = ngettext("%(count)d tag merged.", "%(count)d tags merged into one.", num_parent_objects)
        return words % {"count": num_parent_objects}
