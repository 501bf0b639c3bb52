"""How somebody likes the lists of the back office: views with a name, and which columns."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedView(models.Model):
    """A list with its search, filters and order under a name; its owner may share it with roles.

    `query` is a normalised query string (`lists.queries.normalised`), `list_name` a name under
    which a list is registered (`lists.registry`).
    """

    list_name = models.CharField(_("list"), max_length=40)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(_("query"), max_length=1500, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("owner")
    )
    roles = models.ManyToManyField("auth.Group", blank=True, related_name="+", verbose_name=_("shared with"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        # Of no model: who may see how business goes on the start page.
        permissions = [("view_figures", _("Can see the shop's figures"))]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "list_name", "name"], name="backoffice_one_view_per_name_of_owner"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ChosenColumns(models.Model):
    """The columns that somebody wants to see in a list; without a row they see the usual ones."""

    list_name = models.CharField(_("list"), max_length=40)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("user")
    )
    names = models.JSONField(_("columns"), default=list)

    class Meta:
        verbose_name = _("chosen columns")
        verbose_name_plural = _("chosen columns")
        constraints = [
            models.UniqueConstraint(fields=["user", "list_name"], name="backoffice_columns_once_per_list"),
        ]

    def __str__(self) -> str:
        return f"{self.list_name}: {', '.join(self.names)}"


class BulkRun(models.Model):
    """A change of all rows that a list matched, as far as it has come (`bulk.services`).

    `change` is a key of `BULK_CHANGES`, `query` the list's address, `data` what was typed. Rows are done in
    the order of their keys, up to `done_pk`; those above `until_pk` came later and are not touched.
    """

    class State(models.TextChoices):
        """How far it is."""

        RUNNING = "running", _("running")
        DONE = "done", _("done")
        STOPPED = "stopped", _("stopped")
        REFUSED = "refused", _("not permitted any more")

    change = models.CharField(_("change"), max_length=100)
    query = models.CharField(_("query"), max_length=1500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("by"),
    )
    data = models.JSONField(_("values"), default=dict)
    state = models.CharField(_("status"), max_length=10, choices=State.choices, default=State.RUNNING)
    done_pk = models.BigIntegerField(_("done up to"), default=0)
    until_pk = models.BigIntegerField(_("last row"))
    changed = models.PositiveIntegerField(_("changed"), default=0)
    left = models.PositiveIntegerField(_("left as they were"), default=0)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    touched_at = models.DateTimeField(_("last worked on"), auto_now_add=True)

    class Meta:
        verbose_name = _("bulk change")
        verbose_name_plural = _("bulk changes")
        indexes = [
            models.Index(
                fields=["touched_at"], condition=models.Q(state="running"), name="backoffice_running_bulk"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.change}: {self.changed}"

    @property
    def percent(self) -> int:
        """How far it is, by the rows' keys."""
        if self.state == self.State.DONE or not self.until_pk:
            return 100
        return min(99, 100 * self.done_pk // self.until_pk)
