"""The scheme's logo: a picture beside the scheme file, and no other file (R9.3)."""

from pathlib import Path

import pytest

from scheme.definition.loading import load
from scheme.definition.logo import MOST_BYTES, form_of
from scheme.definition.mistakes import SchemeFileError
from tests.scheme.definition.test_loading import SMALL

PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 40
SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>'


def with_picture(folder: Path, content: bytes | None, named: str = "logo.png") -> Path:
    """A scheme file that names a logo, and beside it a file of that name, where it has content."""
    scheme_file = folder / "fells.toml"
    text = f'{SMALL}\n[certificates]\nroles = ["mentor"]\nlogo = "{named}"\n'
    scheme_file.write_text(text, "utf-8")
    if content is not None:
        (folder / "logo.png").write_bytes(content)
    return scheme_file


@pytest.mark.parametrize(
    ("content", "form"), [(PNG, "png"), (SVG, "svg"), (b"\xff\xd8\xffx", "jpg")]
)
def test_a_picture_is_read_by_how_it_begins(tmp_path: Path, content: bytes, form: str) -> None:
    assert load(with_picture(tmp_path, content)).certificates.picture == (content, form)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "logo.png can't be read"),
        (b"", "logo.png is no picture"),
        (b"SECRET=1", "logo.png is no picture"),
        (b"\x00\xff\xfe", "logo.png is no picture"),
        (PNG + b"x" * MOST_BYTES, "logo.png is too large"),
    ],
)
def test_what_is_no_picture_is_refused_without_what_stands_in_it(
    tmp_path: Path, content: bytes | None, words: str
) -> None:
    with pytest.raises(SchemeFileError) as told:
        load(with_picture(tmp_path, content))
    assert words in str(told.value)
    assert "certificates.logo" in str(told.value)
    assert "SECRET" not in str(told.value)


@pytest.mark.parametrize("named", ["../logo.png", "/etc/passwd", ".env", "a/b.png"])
def test_only_a_file_beside_the_scheme_s_is_named(tmp_path: Path, named: str) -> None:
    with pytest.raises(SchemeFileError, match="not the name of a file beside this one"):
        load(with_picture(tmp_path, PNG, named))


def test_without_one_there_is_none(tmp_path: Path) -> None:
    file = tmp_path / "fells.toml"
    file.write_text(SMALL, "utf-8")
    assert load(file).certificates.picture is None
    assert form_of(b"GIF89a") == ""
