"""A kind of approval of no package: of a company, whose name must not change meanwhile."""

from crm_core.approvals.kinds import ApprovalKind, Description, Fact
from crm_core.approvals.routes import Level, StepAsk
from crm_core.approvals.services import ApprovalRequest, request_approval
from tests.crm_core.factories import staff_with

CLOSED = []


def on_closed(approval):
    CLOSED.append((approval.pk, approval.state))


def describe(approval, reader):
    return Description(
        title=f"Discount for {approval.data.get('company', '')}",
        facts=[
            Fact(label="Discount", value=str(approval.data.get("discount", ""))),
            Fact(label="Margin", value="3 %", is_private=True),
        ],
    )


KIND = ApprovalKind(
    name="test-discount",
    label="Discount",
    describe=describe,
    fingerprint=lambda company: company.name,
    on_closed=on_closed,
    limit_label="per cent",
)


def colleague(*permissions, name="Ada"):
    """Somebody who works here."""
    user = staff_with("approvals.view_approval", *permissions)
    user.first_name = name
    user.save()
    return user


def level(*people, needs="any", **facts):
    """One level that asks each of these for an answer of their own."""
    return Level(asks=tuple(StepAsk(people=(user,), **facts) for user in people), needs=needs)


def ask(*levels, about=None, by=None, **facts):
    """Ask for a discount."""
    return request_approval(
        ApprovalRequest(
            kind=KIND.name,
            about=about,
            requested_by=by,
            data={"company": "Celadon", "discount": "25 %"},
            levels=levels or None,
            **facts,
        )
    )
