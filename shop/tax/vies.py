"""Asking whether a VAT id is somebody's: the register of the Union (VIES), or a recorded answer.

A register has one method, `ask(vat_id) -> Answer`, never raises, and takes `TIMEOUT` seconds at
most, on a page less (`shop.deadlines`).
"""

import json
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any, Protocol

import requests
from django.conf import settings
from django.utils.module_loading import import_string

from shop.breakers import ProviderUnavailableError, call_provider
from shop.configuration.queries import own_vat_id

TIMEOUT = 6
VIES_URL = "https://ec.europa.eu/taxation_customs/vies/rest-api/check-vat-number"
# Errors of VIES that say something about the register and not about the id.
_LENGTH = 300
_UNREADABLE = (ValueError, LookupError, AttributeError, TypeError)


@dataclass(frozen=True, kw_only=True)
class VatAnswer:
    """What a register said. `is_valid` None: it could not be asked, `detail` says why."""

    is_valid: bool | None
    name: str = ""
    address: str = ""
    reference: str = ""
    detail: str = ""


class VatRegister(Protocol):
    """Somebody who knows VAT ids; `source` is kept with the evidence."""

    source: str

    def ask(self, vat_id: str) -> VatAnswer:
        """Answer for a compact VAT id with its country's letters."""
        ...


class Vies:
    """The European Commission's VIES over its REST interface.

    With a VAT id of our own, VIES gives a consultation number, which tax offices take as proof.
    """

    source = "VIES"

    def ask(self, vat_id: str) -> VatAnswer:
        """Ask VIES once; a member state that does not answer counts as not reachable."""
        question = {"countryCode": vat_id[:2], "vatNumber": vat_id[2:]}
        own = own_vat_id()
        if own:
            question |= {"requesterMemberStateCode": own[:2], "requesterNumber": own[2:]}

        def send(seconds: float) -> Any:
            response = requests.post(VIES_URL, json=question, timeout=seconds)
            if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                response.raise_for_status()
            return response

        try:
            response = call_provider("vies", send, patience=TIMEOUT)
            response.raise_for_status()
            return _read(response.json())
        except (
            requests.RequestException,
            ProviderUnavailableError,
            ValueError,
            LookupError,
            AttributeError,
        ) as error:
            return VatAnswer(is_valid=None, detail=str(error)[:_LENGTH])


def _read(said: dict[str, Any]) -> VatAnswer:
    """Read VIES's answer; it reports trouble in `errorWrappers` or in `userError`."""
    wrappers = said.get("errorWrappers")
    if wrappers:
        return VatAnswer(is_valid=None, detail=str(wrappers[0].get("error", ""))[:_LENGTH])
    if "valid" not in said:
        return VatAnswer(is_valid=None, detail=str(said.get("userError") or said)[:_LENGTH])
    if not said["valid"] and said.get("userError") not in (None, "", "INVALID", "VALID"):
        return VatAnswer(is_valid=None, detail=str(said["userError"])[:_LENGTH])
    return VatAnswer(
        is_valid=bool(said["valid"]),
        name=_given(said.get("name")),
        address=_given(said.get("address")),
        reference=_given(said.get("requestIdentifier")),
    )


def _given(text: object) -> str:
    """VIES writes --- for what a member state does not tell."""
    return "" if text in (None, "---") else str(text).strip()[:_LENGTH]


class Recorded:
    """Answers from a JSON file (KILN_VAT_RECORD): VAT id -> {"valid": ..., "name": ..., ...}.

    For the demo, for tests, and for shops that check by hand. An id that is not in the file is
    not valid; one whose `valid` is null stands for a register that cannot be reached.
    """

    source = "recorded"

    def ask(self, vat_id: str) -> VatAnswer:
        """Look the id up."""
        entry = _record(Path(settings.KILN_VAT_RECORD)).get(vat_id)
        if entry is None:
            return VatAnswer(is_valid=False)
        return VatAnswer(
            is_valid=entry["valid"],
            name=entry.get("name", ""),
            address=entry.get("address", ""),
            reference=entry.get("reference", ""),
            detail=entry.get("detail", ""),
        )


@cache
def _record(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def vat_register() -> VatRegister:
    """Return the register of KILN_VAT_REGISTER."""
    made: VatRegister = import_string(settings.KILN_VAT_REGISTER)()
    return made
