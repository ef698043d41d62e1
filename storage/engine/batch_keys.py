"""Keys that stand outside the database, each for a batch of answers that waits, and thrown away with it (R10.4).

A copy of the database with every one of the bot's keys opens nothing of a batch: its key is in no backup of the database.
"""

from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import structlog
from cryptography.fernet import Fernet, InvalidToken

log = structlog.get_logger("storage")


class BatchKeys:
    """The keys of this machine, by the name of what waits. Without a folder they live as long as the process."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._prefix = ""
        self._in_memory: dict[str, bytes] = {}

    def open(self, folder: Path, prefix: str) -> None:
        """Keep them in a folder from now on, in files that begin so."""
        self._folder = folder
        self._prefix = prefix
        self._in_memory.clear()

    def renew(self, name: str) -> None:
        """Another key for what begins to wait; what was sealed by the one before can be opened no more."""
        key = Fernet.generate_key()
        file = self._file(name)
        if file is not None:
            try:
                file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                new = file.with_suffix(".new")
                new.touch(mode=0o600)
                new.write_bytes(key)
                new.replace(file)
            except OSError as error:
                log.warning("batch_key_not_kept", why=error.strerror)
            else:
                self._in_memory.pop(name, None)
                return
        self._in_memory[name] = key

    def mark(self, name: str) -> str:
        """What tells the key of what waits from others; "" where there is none."""
        key = self._key(name)
        if not key:
            return ""
        return sha256(b"batch\0" + key).hexdigest()[:16]

    def seal(self, name: str, text: str) -> str:
        """Encrypt. Of when, the token says nothing."""
        return Fernet(self._key(name)).encrypt_at_time(text.encode(), 0).decode()

    def unseal(self, name: str, token: str) -> str | None:
        """Decrypt; None where it was sealed by another key."""
        with suppress(InvalidToken):
            return Fernet(self._key(name)).decrypt(token.encode()).decode()
        return None

    def _key(self, name: str) -> bytes:
        file = self._file(name)
        if name not in self._in_memory and file is not None and file.is_file():
            return file.read_bytes()
        return self._in_memory.get(name, b"")

    def _file(self, name: str) -> Path | None:
        if self._folder is None:
            return None
        return self._folder / f"{self._prefix}.{sha256(name.encode()).hexdigest()[:16]}.batch"


batch_keys = BatchKeys()
