"""A passkey made of software, which signs what the shop's own log-in page asks."""

import json
from hashlib import sha256
from secrets import token_bytes
from typing import Any

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from django.urls import reverse
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

HOST = "testserver"
SEEN = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV


class Passkey:
    """The device of one user, on which a key without a password is kept."""

    def __init__(self, user: Any) -> None:
        self.user, self.id, self.key = user, token_bytes(16), generate_private_key(SECP256R1())
        public = ES256.from_cryptography_key(self.key.public_key())
        attested = AttestedCredentialData.create(Aaguid.NONE, self.id, public)
        data = AuthenticatorData.create(
            sha256(HOST.encode()).digest(), SEEN | AuthenticatorData.FLAG.AT, 0, bytes(attested)
        )
        made = CollectedClientData.create(CollectedClientData.TYPE.CREATE, token_bytes(16), f"https://{HOST}")
        registered = self._answer(
            clientDataJSON=made, attestationObject=AttestationObject.create("none", data, {})
        ) | {"clientExtensionResults": {"credProps": {"rk": True}}}
        Authenticator.objects.create(
            user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Phone", "credential": registered}
        )

    def log_in(self, client: Client) -> Any:
        """Ask for a challenge as the page's script does, sign it, send it; return the answer."""
        url = reverse("mfa_login_webauthn")
        asked = client.get(url, secure=True, headers={"X-Requested-With": "XMLHttpRequest"}).json()
        challenge = asked["request_options"]["publicKey"]["challenge"]
        told = CollectedClientData.create(CollectedClientData.TYPE.GET, challenge, f"https://{HOST}")
        data = AuthenticatorData.create(sha256(HOST.encode()).digest(), SEEN, 1)
        signature = self.key.sign(bytes(data) + told.hash, ECDSA(SHA256()))
        answer = self._answer(
            clientDataJSON=told,
            authenticatorData=data,
            signature=signature,
            userHandle=user_pk_to_url_str(self.user).encode(),
        )
        return client.post(url, {"credential": json.dumps(answer)}, secure=True)

    def _answer(self, **parts: bytes) -> dict[str, Any]:
        name = websafe_encode(self.id)
        response = {key: websafe_encode(bytes(part)) for key, part in parts.items()}
        return {"id": name, "rawId": name, "type": "public-key", "response": response}
