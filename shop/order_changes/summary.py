"""A change in one or two sentences: for the note, the timeline and the list of changes."""

from django.utils.translation import gettext as _

from shop.formats import format_money
from shop.order_changes.preview import Preview


def summary_of(seen: Preview) -> str:
    """Say what a change does, in the reader's language."""
    if seen.after.is_cancelled:
        return _("Order cancelled.")
    parts = []
    for each in seen.lines:
        before, after = each.before, each.after
        if before is None and after is not None:
            parts.append(_("added %(n)d × %(title)s") % {"n": after.quantity, "title": after.title})
        elif after is None and before is not None:
            parts.append(_("removed %(title)s") % {"title": before.title})
        elif before is not None and after is not None and before.quantity != after.quantity:
            words = {"title": after.title, "from": before.kept, "to": after.kept}
            parts.append(_("%(title)s: %(from)d → %(to)d") % words)
    parts += [_("returned %(n)d × %(title)s") % {"n": c.quantity, "title": c.title} for c in seen.credits]
    if seen.moves_address:
        parts.append(_("delivery address"))
    if (
        seen.before.shipping_gross != seen.after.shipping_gross
        or seen.before.shipping_code != seen.after.shipping_code
    ):
        parts.append(
            _("delivery %(amount)s") % {"amount": format_money(seen.after.shipping_gross, seen.currency)}
        )
    was = {discount.key for discount in seen.before.discounts}
    parts += [
        _("discount %(amount)s (%(why)s)")
        % {"amount": format_money(discount.amount, seen.currency), "why": discount.name}
        for discount in seen.after.discounts
        if discount.key not in was
    ]
    return _("Order changed: %(what)s.") % {"what": ", ".join(parts)}
