"""A file that somebody hands in, such as a CV: what is taken, and under which name it is kept (R2.1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath

from scheme import cleaning
from scheme.forms.fields import FileField
from scheme.ids import PersonId
from scheme.refusal import Refusal

MB = 1_000_000
MOST_NAME = 120  # characters
MOST_GIVEN = 2000  # of a name with all its folders
HEAD = 1024  # bytes within which a PDF says what it is

# What each ending means to a program that opens the file.
MEDIA: Mapping[str, str] = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "rtf": "application/rtf",
    "txt": "text/plain",
    "csv": "text/csv",
    "jpg": "image/jpeg",
    "png": "image/png",
}
SAME = {"jpeg": "jpg", "jpe": "jpg", "text": "txt"}
# What files begin with, whatever they are called. A text begins with anything, but holds no zero byte.
STARTS: Mapping[str, bytes] = {
    "doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "docx": b"PK\x03\x04",
    "odt": b"PK\x03\x04",
    "rtf": b"{\\rtf",
    "jpg": b"\xff\xd8\xff",
    "png": b"\x89PNG\r\n\x1a\n",
}
TEXTS = ("txt", "csv")
WIDE = (b"\xff\xfe", b"\xfe\xff")  # unless it is in UTF-16, as some editors save it


@dataclass(kw_only=True)
class File:
    """A file of one person; its bytes are read apart from it. `size` in bytes.

    `claimed_at`: when a form that holds it was first sent; None until then, and what stays so is forgotten by and by.
    """

    scheme: str  # the scheme's key
    person_id: PersonId  # its owner
    name: str  # as its owner called it
    ending: str  # which says of what kind it is: "pdf"
    size: int
    kept_at: datetime  # when it was handed in
    claimed_at: datetime | None = None
    id: int = field(init=False)  # of its row, by chance

    @property
    def ref(self) -> str:
        """How an answer names it."""
        return f"file:{self.id}"

    @property
    def told(self) -> str:
        """Its name and size, as people read them."""
        return f"{self.name}, {spoken_size(self.size)}"

    @property
    def media(self) -> str:
        """What it is, to a program that opens it."""
        return MEDIA[self.ending]


def accept(wanted: FileField, name: str, media: str, data: bytes) -> tuple[str, str]:
    """The name under which a file is kept, and its ending. Raises `Refusal` for what the field does not take.

    `media` is what the channel says of it, and only looked at when the name has no ending.
    """
    name = tidy(name)
    ending = _ending(name)
    if not ending and (
        ending := next(
            (known_ending for known_ending, known in MEDIA.items() if known == media), ""
        )
    ):
        name = f"{name}.{ending}"
    must_fit(wanted, ending, len(data))
    if not _is_one(ending, data):
        raise Refusal(
            f"Inside, this is not what a .{ending} file holds. Please save it again, as {_listed(wanted)}."
        )
    return name, ending


def must_fit(wanted: FileField, ending: str, size: int) -> None:
    """Raises `Refusal` for a file of the wrong kind, too large or empty."""
    if ending not in wanted.accepts:
        raise Refusal(f"Please choose a file whose name ends in {_listed(wanted)}.")
    if size > wanted.most_mb * MB:
        raise Refusal(
            f"Please choose a file of up to {wanted.most_mb} MB; this one has {spoken_size(size)}."
        )
    if not size:
        raise Refusal("This file is empty. Please choose another.")


def tidy(name: str) -> str:
    """A file's name without folders and without marks that would garble what stands around it; "file" for nothing."""
    name = cleaning.line(name[-MOST_GIVEN:]).replace("\\", "/").rpartition("/")[2]
    name = name.strip(". ") or "file"
    path = PurePosixPath(name)
    if len(name) <= MOST_NAME:
        return name
    return f"{path.stem[: MOST_NAME - len(path.suffix)]}{path.suffix}"[-MOST_NAME:]


def _ending(name: str) -> str:
    if "." in name:
        ending = name.rpartition(".")[2].lower()
    else:
        ending = ""
    return SAME.get(ending, ending)


def _is_one(ending: str, data: bytes) -> bool:
    if ending == "pdf":
        return b"%PDF-" in data[:HEAD]
    if ending in TEXTS:
        return b"\0" not in data or data.startswith(WIDE)
    return data.startswith(STARTS[ending])


def text_in(data: bytes) -> str:
    """The text that a file of text holds, in whichever way a program has saved it."""
    if data.startswith(WIDE):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:  # as spreadsheets on Windows save it
        return data.decode("cp1252", errors="replace")


def _listed(wanted: FileField) -> str:
    *most, last = (f".{accept}" for accept in wanted.accepts)
    if most:
        return f"{', '.join(most)} or {last}"
    return last


def spoken_size(size: int) -> str:
    """A number of bytes as people say it: "1.2 MB", "340 kB"."""
    if size < 1000:
        return f"{size} bytes"
    if size >= MB:
        return f"{size / MB:.1f} MB"
    return f"{size // 1000} kB"
