"""Free text that people write is encrypted at rest, from the first migration on (R11.4).

Fernet (AES-128-CBC with HMAC-SHA256, authenticated) through cryptography's MultiFernet: the first key encrypts, every
key decrypts, so keys rotate without a pause.
"""

import json
from collections.abc import Sequence
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class KeyProblem(Exception):
    """A key is missing, malformed, or not the one the data was written with. The text says what to do."""


class Vault:
    """Holds the keys of this process. Opened once at start, before the database is used."""

    def __init__(self) -> None:
        self._fernet: MultiFernet | None = None

    def open(self, keys: Sequence[str]) -> None:
        """Use these keys, newest first. Raises `KeyProblem`, which never repeats a key, when one is malformed."""
        if not keys:
            raise KeyProblem("MENTORING_SECRET_KEYS is empty: without a key nothing can be kept confidential.")
        try:
            self._fernet = MultiFernet([Fernet(key) for key in keys])
        except ValueError:
            raise KeyProblem(
                "MENTORING_SECRET_KEYS holds something that is not a key: each is 44 characters, separated by commas."
            ) from None

    def seal(self, text: str) -> str:
        """Encrypt."""
        return self._opened().encrypt(text.encode()).decode()

    def unseal(self, token: str) -> str:
        """Decrypt. Raises `KeyProblem` when none of the keys fits."""
        try:
            return self._opened().decrypt(token.encode()).decode()
        except InvalidToken:
            raise KeyProblem(
                "None of MENTORING_SECRET_KEYS opens this database. Put back the key it was written with, after the "
                "new one and a comma; without it what people wrote cannot be read again."
            ) from None

    def seal_json(self, value: Any) -> str:
        """Encrypt a JSON value."""
        return self.seal(json.dumps(value, ensure_ascii=False))

    def unseal_json(self, token: str) -> Any:
        """Decrypt a JSON value."""
        return json.loads(self.unseal(token))

    def _opened(self) -> MultiFernet:
        if self._fernet is None:
            raise KeyProblem("The keys have not been opened yet.")
        return self._fernet


vault = Vault()


def new_key() -> str:
    """A fresh random key, for MENTORING_SECRET_KEYS."""
    return Fernet.generate_key().decode()
