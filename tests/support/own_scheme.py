"""The ALN preset as a file whose examples somebody has made their own: what a deployment can start with."""

from pathlib import Path

from scheme.definition.loading import preset

MARK = "example = true\n"


def own_scheme(folder: Path, key: str = "aln") -> Path:
    """Write it into a folder, which is made where it is missing."""
    text = preset("aln").read_text("utf-8")
    assert MARK in text
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{key}.toml"
    file.write_text(text.replace(MARK, "").replace('key = "aln"', f'key = "{key}"', 1), "utf-8")
    return file
