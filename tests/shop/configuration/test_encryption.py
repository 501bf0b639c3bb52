import pytest

from shop.configuration.encryption import UnreadableSecretError, decrypt, encrypt, rotate


def test_a_token_says_nothing_and_is_never_the_same():
    first, second = encrypt("sk_live_kiln"), encrypt("sk_live_kiln")

    assert first != second
    assert "sk_live" not in first
    assert (decrypt(first), decrypt(second)) == ("sk_live_kiln", "sk_live_kiln")


def test_another_key_opens_nothing(settings):
    settings.KILN_SECRETS_KEYS = ["one"]
    token = encrypt("sk_live_kiln")
    settings.KILN_SECRETS_KEYS = ["two"]

    with pytest.raises(UnreadableSecretError):
        decrypt(token)


def test_what_is_no_token_is_unreadable():
    with pytest.raises(UnreadableSecretError):
        decrypt("sk_live_plain")


def test_old_keys_open_and_the_newest_encrypts(settings):
    settings.KILN_SECRETS_KEYS = ["old"]
    token = encrypt("sk_live_kiln")
    settings.KILN_SECRETS_KEYS = ["new", "old"]

    turned = rotate(token)

    settings.KILN_SECRETS_KEYS = ["new"]
    assert decrypt(turned) == "sk_live_kiln"
    with pytest.raises(UnreadableSecretError):
        decrypt(token)


def test_without_keys_of_its_own_the_sites_key_serves(settings):
    settings.KILN_SECRETS_KEYS, settings.SECRET_KEY = [], "a" * 50
    token = encrypt("sk_live_kiln")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "b" * 50, ["a" * 50]

    assert decrypt(token) == "sk_live_kiln"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(UnreadableSecretError):
        decrypt(token)
