"""A file is taken when it is what it says and small enough, under a name that does no harm."""

import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheme.forms.fields import FileField
from scheme.forms.file import (
    MB,
    MEDIA,
    MOST_NAME,
    STARTS,
    File,
    accept,
    must_fit,
    spoken_size,
    tidy,
)
from scheme.ids import PersonId
from scheme.refusal import Refusal

ANY = FileField(
    key="cv",
    label="Your CV",
    accepts=("pdf", "doc", "docx", "odt", "rtf", "txt", "csv", "jpg", "png"),
)
PDF_ONLY = FileField(key="cv", label="Your CV", accepts=("pdf",), most_mb=1)
PDF = b"%PDF-1.7 and so on"


def refusal(field: FileField, name: str, data: bytes, media: str = "") -> str:
    with pytest.raises(Refusal) as no:
        accept(field, name, media, data)
    return no.value.text


@pytest.mark.parametrize("ending", MEDIA)
def test_a_file_of_every_kind_is_taken_when_it_begins_as_such_files_do(ending: str) -> None:
    data = STARTS.get(ending, PDF) + b" and so on"
    assert accept(ANY, f"My CV.{ending}", "", data) == (f"My CV.{ending}", ending)


@pytest.mark.parametrize("ending", sorted(set(MEDIA) - {"txt", "csv"}))
def test_a_file_that_only_bears_the_name_is_refused(ending: str) -> None:
    assert f"not what a .{ending} file holds" in refusal(ANY, f"cv.{ending}", b"MZ a program")


def test_a_text_may_hold_anything_but_zero_bytes_unless_it_is_in_utf_16() -> None:
    for text in ("Größe", "\u5927"):
        for code in ("utf-8", "utf-16"):
            assert accept(ANY, "cv.txt", "", text.encode(code)) == ("cv.txt", "txt")
    assert "not what a .txt file holds" in refusal(ANY, "cv.txt", b"MZ\0\0")


def test_other_spellings_of_an_ending_are_known() -> None:
    assert accept(ANY, "Me.JPEG", "", STARTS["jpg"]) == ("Me.JPEG", "jpg")
    assert accept(ANY, "CV.PDF", "", PDF) == ("CV.PDF", "pdf")


def test_a_name_without_an_ending_gets_that_of_what_the_channel_says_it_is() -> None:
    assert accept(ANY, "scan", "application/pdf", PDF) == ("scan.pdf", "pdf")
    assert "ends in .pdf." in refusal(PDF_ONLY, "scan", PDF, "application/x-unheard-of")
    assert "ends in .pdf." in refusal(PDF_ONLY, "scan.exe", PDF, "application/pdf"), (
        "what the name says counts first"
    )


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("cv.docx", PDF, "Please choose a file whose name ends in .pdf."),
        ("cv.pdf.exe", PDF, "Please choose a file whose name ends in .pdf."),
        ("cv.pdf", b"", "This file is empty. Please choose another."),
        ("cv.pdf", PDF + bytes(MB), "Please choose a file of up to 1 MB; this one has 1.0 MB."),
        ("cv.pdf", PDF + bytes(2 * MB), "Please choose a file of up to 1 MB; this one has 2.0 MB."),
    ],
)
def test_what_is_not_taken_is_said_in_words(name: str, data: bytes, words: str) -> None:
    assert refusal(PDF_ONLY, name, data) == words


def test_the_largest_file_is_as_large_as_the_field_says() -> None:
    must_fit(PDF_ONLY, "pdf", MB)
    with pytest.raises(Refusal):
        must_fit(PDF_ONLY, "pdf", MB + 1)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("cv.pdf", "cv.pdf"),
        ("  My   CV .pdf", "My CV .pdf"),
        ("C:\\Users\\maya\\cv.pdf", "cv.pdf"),
        ("../../etc/cv.pdf", "cv.pdf"),
        ("cv\u202efdp.exe", "cvfdp.exe"),
        ("cv\r\nSet-Cookie: a.pdf", "cv Set-Cookie: a.pdf"),
        (".pdf", "pdf"),
        ("..", "file"),
        ("", "file"),
        ("Lebenslauf Größe 大.pdf", "Lebenslauf Größe 大.pdf"),
    ],
)
def test_a_name_is_kept_without_folders_and_without_marks_that_garble(
    given: str, kept: str
) -> None:
    assert tidy(given) == kept


@given(st.text())
def test_no_name_at_all_does_harm(name: str) -> None:
    kept = tidy(name)
    assert 0 < len(kept) <= MOST_NAME
    assert not set("/\\\n\r\t\u202e") & set(kept)
    assert all(
        unicodedata.category(c) not in {"Cc", "Cf", "Cs"} or c in "\u200c\u200d" for c in kept
    )
    assert tidy(kept) == kept


def test_a_long_name_keeps_its_ending() -> None:
    assert tidy("x" * 500 + ".pdf").endswith("x.pdf")
    assert len(tidy("x" * 500 + ".pdf")) == MOST_NAME


@pytest.mark.parametrize(
    ("size", "words"), [(16, "16 bytes"), (340_000, "340 kB"), (3_120_009, "3.1 MB")]
)
def test_sizes_are_said_as_people_say_them(size: int, words: str) -> None:
    assert spoken_size(size) == words


def test_a_file_says_what_it_is_to_programs_and_to_people() -> None:
    kept = File(
        scheme="valley",
        person_id=PersonId(1),
        name="cv.odt",
        ending="odt",
        size=340_000,
        kept_at=datetime(2027, 1, 11, tzinfo=UTC),
    )
    kept.id = 7
    assert (kept.ref, kept.told) == ("file:7", "cv.odt, 340 kB")
    assert kept.media == "application/vnd.oasis.opendocument.text"
