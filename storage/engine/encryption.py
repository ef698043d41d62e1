"""Free text that people write is encrypted at rest, from the first migration on (R11.4).

Fernet (AES-128-CBC with HMAC-SHA256, authenticated) through cryptography's MultiFernet: the first key encrypts, every
key decrypts, so keys rotate without a pause.
"""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class KeyProblem(Exception):
    """A key is missing, malformed, or not the one the data was written with. The text says what to do."""


class _Keys(MultiFernet):
    """Every key, and the first of them by itself."""

    def __init__(self, keys: Sequence[Fernet]) -> None:
        super().__init__(keys)
        self.first = keys[0]


class Vault:
    """Holds the keys of this process. Opened once at start, before the database is used."""

    def __init__(self) -> None:
        self._fernet: _Keys | None = None
        self._mark = b""

    def open(self, keys: Sequence[str]) -> None:
        """Use these keys, newest first. Raises `KeyProblem`, which never repeats a key, when one is malformed."""
        if not keys:
            raise KeyProblem(
                "MENTORING_SECRET_KEYS is empty: without a key nothing can be kept confidential."
            )
        try:
            self._fernet = _Keys([Fernet(key) for key in keys])
            self._mark = sha256(b"mark\0" + keys[0].encode()).digest()
        except ValueError:
            raise KeyProblem(
                "MENTORING_SECRET_KEYS holds something that is not a key: each is 44 characters, separated by commas."
            ) from None

    def seal(self, text: str) -> str:
        """Encrypt."""
        # A token says in the clear when it was made; that would tell whose an answer without a name is (R7.5).
        return self._opened().encrypt_at_time(text.encode(), 0).decode()

    def unseal(self, token: str) -> str:
        """Decrypt. Raises `KeyProblem` when none of the keys fits."""
        try:
            return self._opened().decrypt(token.encode()).decode()
        except InvalidToken:
            raise KeyProblem(
                "None of MENTORING_SECRET_KEYS opens this database. Put back the key it was written with, after the "
                "new one and a comma; without it what people wrote cannot be read again."
            ) from None

    def mark(self, text: str) -> str:
        """What stands for a text, by which it is known again and never read: 43 characters, others once the first key changes.

        Without the keys nobody can try out which of many likely texts, such as addresses, it was.
        """
        self._opened()
        made = hmac.new(self._mark, text.encode(), sha256).digest()
        return urlsafe_b64encode(made).decode().rstrip("=")

    def is_current(self, token: str) -> bool:
        """Whether it is under the first key, so that the others are not needed for it."""
        try:
            self._opened().first.decrypt(token.encode())
        except InvalidToken:
            return False
        return True

    def reseal(self, token: str) -> str:
        """The same words under the first key. Raises `KeyProblem` when none of the keys fits."""
        return self.seal(self.unseal(token))

    def seal_json(self, value: Any) -> str:
        """Encrypt a JSON value."""
        return self.seal(json.dumps(value, ensure_ascii=False))

    def unseal_json(self, token: str) -> Any:
        """Decrypt a JSON value."""
        return json.loads(self.unseal(token))

    def _opened(self) -> _Keys:
        if self._fernet is None:
            raise KeyProblem("The keys have not been opened yet.")
        return self._fernet


vault = Vault()


def new_key() -> str:
    """A fresh random key, for MENTORING_SECRET_KEYS."""
    return Fernet.generate_key().decode()
