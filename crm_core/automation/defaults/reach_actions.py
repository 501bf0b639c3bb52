"""Steps that reach out of the house: an e-mail, a voucher, a webhook."""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from crm_core.automation.context import ActionContext, Done, NotDoneError, Outcome
from crm_core.automation.defaults.words import writing_for
from crm_core.automation.facts import Facts
from crm_core.automation.models import RunVoucher, WebhookEndpoint
from crm_core.automation.phrases import days_words
from crm_core.automation.registry import ACTIONS, Action, Ask, Choice, Parameter, Params
from crm_core.automation.webhooks import call_webhook
from crm_core.consents.purposes import offered_purposes, purpose_name
from crm_core.consents.queries import may_send
from crm_core.timeline.mail_templates import filled_words, shared_templates
from crm_core.timeline.models import MailTemplate
from crm_core.timeline.placeholders import left_open
from shop.mail.gates import links_of
from shop.mail.kinds import FAMILIES, TRANSACTIONAL, EmailFamily
from shop.mail.models import Mail
from shop.mail.rendering import from_text
from shop.mail.services import send_rendered
from shop.offer.models import ConditionalOffer
from shop.voucher.models import Voucher
from shop.voucher.services import new_codes

CODE_LENGTH = 8


def mail_kind(purpose: str) -> str:
    """Return the kind of mail that rules write for a purpose; declares it."""
    prefix = f"rule-mail.{purpose}."
    FAMILIES.register(EmailFamily(prefix=prefix, purpose=purpose))
    return f"{prefix}mail"


def _purposes() -> Sequence[Choice]:
    own = [(purpose.code, purpose.name) for purpose in offered_purposes()]
    return [*own, (TRANSACTIONAL, gettext_lazy("what they ordered (no consent needed)"))]


def _templates() -> Sequence[Choice]:
    return [(str(row.pk), row.name) for row in shared_templates().order_by("name")]


def _template_of(params: Params) -> MailTemplate:
    """Return the template, which everybody has, and which is meant for what the mail is about."""
    key, purpose = str(params.get("template", "")), str(params.get("purpose", ""))
    row = shared_templates().filter(pk=key).first() if key.isdecimal() else None
    if row is None:
        raise NotDoneError(_("The mail template is no more."), reason="no-template")
    if row.purpose and row.purpose != purpose:
        raise NotDoneError(_("This template is for another purpose."), reason="other-purpose")
    return row


def _send_mail(context: ActionContext, params: Params) -> Outcome:
    """Write a mail from a template through the consent gate; what may not go out is told and not written."""
    customer, template, purpose = context.customer, _template_of(params), str(params.get("purpose", ""))
    if not customer.email:
        raise NotDoneError(_("The customer has no e-mail address."), reason="no-address")
    writer = context.rule.owner
    if writer is None or not writer.is_active:
        raise NotDoneError(_("The rule has no owner in whose name it could write."), reason="no-writer")
    if purpose != TRANSACTIONAL:
        decision = may_send(purpose, email=customer.email)
        if not decision:
            raise NotDoneError(
                _("They may not be written to: %(reason)s") % {"reason": _refusal_words(decision.reason)},
                reason="refused",
            )
    language = customer.language if customer.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with writing_for(context.run):
        subject, text = filled_words(template, customer, by=writer, language=language)
    if missing := left_open(f"{subject} {text}"):
        raise NotDoneError(
            _("There is no value for %(names)s.") % {"names": ", ".join(missing)}, reason="no-value"
        )
    mail = send_rendered(
        mail_kind(purpose),
        from_text(subject, text, language=language, unsubscribe=links_of(purpose, customer.email, language)),
        to=customer.email,
        language=language,
        key=context.key,
    )
    if mail is None and not Mail.objects.filter(key=context.key).exists():
        raise NotDoneError(_("Nothing is written to this address any more."), reason="ended")
    return Done(data={"mail": mail.pk if mail is not None else None, "template": template.name})


def _refusal_words(reason: str) -> str:
    return str(dict(Mail.Refusal.choices).get(reason, reason))


def _simulate_mail(facts: Facts, params: Params) -> str:
    customer = facts.customer
    if customer is None or not customer.email:
        return _("no e-mail: there is no address")
    purpose = str(params.get("purpose", ""))
    words = _mail_words(params)
    if purpose != TRANSACTIONAL:
        decision = may_send(purpose, email=customer.email)
        if not decision:
            return _("no e-mail: %(reason)s (as of today)") % {"reason": _refusal_words(decision.reason)}
    return words


def _mail_words(params: Params) -> str:
    names = {str(key): str(label) for key, label in _templates()}
    purpose = str(params.get("purpose", ""))
    about = _("what they ordered") if purpose == TRANSACTIONAL else purpose_name(purpose)
    return _("write the e-mail “%(template)s” (%(purpose)s)") % {
        "template": names.get(str(params.get("template")), "?"),
        "purpose": about,
    }


def _offers() -> Sequence[Choice]:
    rows = ConditionalOffer.objects.filter(offer_type=ConditionalOffer.VOUCHER).order_by("name", "pk")
    return [(str(row.pk), row.name) for row in rows]


def _issue_voucher(context: ActionContext, params: Params) -> Outcome:
    """Make a code for one order, once for each run and step: the row of the run is locked meanwhile."""
    known = RunVoucher.objects.filter(run=context.run, step_id=context.step_id).first()
    if known is None:
        known = _new_voucher(context, params)
    return Done(data={"voucher": known.voucher_id, "code": known.voucher.code})


def _new_voucher(context: ActionContext, params: Params) -> RunVoucher:
    customer, key = context.customer, str(params.get("offer", ""))
    offer = ConditionalOffer.objects.filter(pk=key).first() if key.isdecimal() else None
    if offer is None:
        raise NotDoneError(_("The offer is no more."), reason="no-offer")
    now = timezone.now()
    prefix = str(params.get("prefix", "")).upper()
    code = new_codes(1, length=CODE_LENGTH, prefix=prefix)[0]
    voucher = Voucher.objects.create(
        name_en=f"{context.rule.name[:80]} {code}",
        code=code,
        usage=Voucher.SINGLE_USE,
        start_datetime=now,
        end_datetime=now + timedelta(days=int(str(params.get("days", 30)))),
    )
    voucher.offers.add(offer)
    return RunVoucher.objects.create(
        run=context.run, step_id=context.step_id, customer=customer, voucher=voucher
    )


def _offer_words(params: Params) -> str:
    names = {str(key): str(label) for key, label in _offers()}
    return names.get(str(params.get("offer")), "?")


def _endpoints() -> Sequence[Choice]:
    return [
        (str(row.pk), row.name) for row in WebhookEndpoint.objects.filter(is_active=True).order_by("name")
    ]


def _endpoint_words(params: Params) -> str:
    names = {str(key): str(label) for key, label in _endpoints()}
    return names.get(str(params.get("endpoint")), "?")


def _webhook(context: ActionContext, params: Params) -> Outcome:
    key = str(params.get("endpoint", ""))
    endpoint = WebhookEndpoint.objects.filter(pk=key, is_active=True).first() if key.isdecimal() else None
    if endpoint is None:
        raise NotDoneError(_("The webhook is no longer in use."), reason="no-endpoint")
    run = context.run
    status = call_webhook(
        endpoint,
        delivery=context.key,
        body={
            "id": context.key,
            "rule": context.rule.name,
            "rule_id": context.rule.pk,
            "run_id": run.pk,
            "event": run.event_name,
            "event_data": run.event,
            "customer_id": run.customer_id,
            "subject": run.subject_name,
            "subject_id": run.object_id,
            "started_at": run.started_at.isoformat(),
        },
    )
    return Done(data={"endpoint": endpoint.name, "status": status})


for _action in (
    Action(
        name="send_mail",
        label=gettext_lazy("Write an e-mail"),
        run=_send_mail,
        parameters=(
            Parameter(
                name="template", label=gettext_lazy("Mail template"), ask=Ask.CHOICE, choices=_templates
            ),
            Parameter(
                name="purpose",
                label=gettext_lazy("It is about"),
                ask=Ask.CHOICE,
                choices=_purposes,
                help_text=gettext_lazy("Only who agreed to this gets it."),
            ),
        ),
        describe=_mail_words,
        simulate=_simulate_mail,
        tell=lambda data: _("Wrote the e-mail “%(template)s”.") % {"template": data.get("template", "")},
        permission="timeline.view_mailtemplate",
        order=20,
    ),
    Action(
        name="issue_voucher",
        label=gettext_lazy("Issue a single-use code"),
        run=_issue_voucher,
        parameters=(
            Parameter(name="offer", label=gettext_lazy("Offer"), ask=Ask.CHOICE, choices=_offers),
            Parameter(
                name="days",
                label=gettext_lazy("Valid for days"),
                ask=Ask.NUMBER,
                default=30,
                least=1,
                most=730,
            ),
            Parameter(
                name="prefix",
                label=gettext_lazy("Codes begin with"),
                is_required=False,
                most=10,
                help_text=gettext_lazy("A mail template names the code by {voucher}."),
                check=lambda typed: "" if not typed or typed.isalnum() else _("Letters and digits only."),
            ),
        ),
        describe=lambda params: (
            _("issue a code for “%(offer)s”, valid for %(time)s")
            % {"offer": _offer_words(params), "time": days_words(params.get("days", 30))}
        ),
        tell=lambda data: _("Issued the code %(code)s.") % {"code": data.get("code", "")},
        permission="voucher.add_voucher",
        order=60,
    ),
    Action(
        name="call_webhook",
        label=gettext_lazy("Call a webhook"),
        run=_webhook,
        parameters=(
            Parameter(name="endpoint", label=gettext_lazy("Webhook"), ask=Ask.CHOICE, choices=_endpoints),
        ),
        describe=lambda params: _("call the webhook “%(name)s”") % {"name": _endpoint_words(params)},
        tell=lambda data: (
            _("Called the webhook “%(name)s” (%(status)s).")
            % {"name": data.get("endpoint", ""), "status": data.get("status", "")}
        ),
        in_transaction=False,
        needs_customer=False,
        permission="automation.view_webhookendpoint",
        order=70,
    ),
):
    ACTIONS.register(_action)
