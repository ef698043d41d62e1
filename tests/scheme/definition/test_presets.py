"""Every preset: nobody real is in it, nothing private reaches a partner, it speaks in its own words, and no slip passes."""

import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scheme.definition import layout
from scheme.definition.definition import Definition
from scheme.definition.loading import Problem, SchemeFileError, load, preset, presets
from scheme.forms.fields import AnyField
from scheme.people import Role

ROLES: tuple[Role, ...] = ("mentee", "mentor")
PRIVATE = {
    "email", "second_contact", "manager_name", "manager_email", "manager_approval", "background", "background_note",
    "groups", "avoid", "other", "consent", "training", "was_mentee", "capacity", "cv", "membership", "member_number",
    "notice_code_of_conduct", "notice_fee", "notice_no_expenses",
}  # fmt: skip
ALNS = ("ALN", "wave", "Oversight Group", "the north")  # words of one scheme that no other says


@pytest.fixture(params=sorted(presets()))
def name(request: pytest.FixtureRequest) -> str:
    """The name of a preset."""
    return str(request.param)


@pytest.fixture
def text(name: str) -> str:
    """Its file."""
    return preset(name).read_text("utf-8")


@pytest.fixture
def scheme(name: str) -> Definition:
    """What it describes."""
    return load(preset(name))


def texts(value: object) -> Iterator[str]:
    """Everything that people could read in a value."""
    match value:
        case dict():
            for inner in value.values():
                yield from texts(inner)
        case list():
            for inner in value:
                yield from texts(inner)
        case str():
            yield value
        case _:
            return


def test_its_key_is_its_name(name: str, scheme: Definition) -> None:
    assert scheme.key == name


def test_nothing_is_shouted(text: str) -> None:
    assert [said for said in texts(tomllib.loads(text)) if "!" in said] == []


def test_another_schemes_words_are_not_in_it(name: str, text: str) -> None:
    said = list(texts(tomllib.loads(text)))
    if name != "aln":
        assert [each for each in said for word in ALNS if re.search(rf"\b{word}s?\b", each)] == []


def test_who_runs_it_is_a_word_of_the_singular(scheme: Definition) -> None:
    for body in (scheme.terms.group, scheme.terms.steering):
        assert not body.endswith("s"), f"{body} looks, hears, has"


def test_nobody_real_is_in_it(scheme: Definition) -> None:
    for seat in scheme.roster:
        assert seat.example
        assert seat.email.endswith(".example.org")
    for contact in (*scheme.help, scheme.urgent):
        assert contact is not None
        assert contact.example or contact.email
        if contact.phone:
            assert re.fullmatch(r"01632 960 \d{3}|02 5550 \d{4}", contact.phone)


def test_every_word_of_the_public_page_and_every_kind_of_contact_is_there(
    scheme: Definition,
) -> None:
    page = scheme.page
    assert page.description
    assert page.intro
    assert page.who
    assert page.facts
    assert page.run_by
    assert scheme.urgent is not None
    assert scheme.policies.privacy_link
    assert len({answer.to for answer in scheme.answers}) >= 11


def test_a_partner_reads_nothing_private(scheme: Definition) -> None:
    for role in ROLES:
        for field in scheme.form(role):
            expected = "group" if field.key in PRIVATE else "partner"
            assert field.seen_by == expected, f"{role} {field.key}"


def test_no_question_needs_more_help_than_fits_below_it(scheme: Definition) -> None:
    asked: list[tuple[AnyField, ...]] = [scheme.form(role) for role in ROLES]
    for role in ROLES:
        asked += [scheme.questionnaire(role, kind) for kind in ("midpoint", "conclusion")]
    assert [field.key for form in asked for field in form if len(field.help.split()) > 50] == []


def test_before_each_form_stands_what_mentoring_is_and_is_not(scheme: Definition) -> None:
    for role in ROLES:
        assert 40 <= len(scheme.before(role).split()) <= 130


# --- Every key made wrong ---


def wrong(value: object) -> str:
    """A value of another kind than the one that is there, as TOML has it."""
    match value:
        case bool():
            return '"perhaps"'
        case str():
            return "7.5"
        case list() | dict():
            return "true"
        case _:
            return '"soon"'


def spoilt(text: str, spoil: Callable[[str, object], str | None]) -> tuple[str, dict[str, int]]:
    """The file with lines put in place of keys, and where these stand by the keys' paths.

    `spoil` says for a key and its value what stands there instead; None leaves it alone.
    """
    on_line: dict[int, str] = {}
    for path, line in layout.read(text).lines.items():
        on_line.setdefault(line, path)
    lines = text.split("\n")
    kept: list[str] = []
    places: dict[str, int] = {}
    after = 0
    for statement in layout.statements(text):
        first = statement.line - 1
        own = statement.text.split("\n")
        kept += lines[after:first]
        after = first + len(own)
        instead = None
        if not statement.is_header:
            ((key, value),) = tomllib.loads(statement.text).items()
            instead = spoil(key, value)
        if instead is None:
            kept += own
        else:
            kept.append(instead)
            places[on_line[statement.line]] = len(kept)
    return "\n".join([*kept, *lines[after:]]), places


def told(folder: Path, text: str) -> dict[str, Problem]:
    """What is said of a file, by where it is."""
    file = folder / "fells.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(SchemeFileError) as caught:
        load(file)
    return {problem.where: problem for problem in caught.value.problems}


def all_but_kind(key: str, value: object) -> str | None:
    """Every key of another kind; but not what says of which kind a question is, without which nothing else is looked at."""
    if key == "kind":
        return None
    return f"{key} = {wrong(value)}"


def kinds_alone(key: str, value: object) -> str | None:
    """A kind of question that there is not."""
    if key != "kind":
        return None
    return f'kind = "{value}-field"'


def misspelt(key: str, value: object) -> str | None:
    """A key that nobody knows, for each that may be left out or not."""
    if key == "kind":
        return None
    return f"{key}z = {wrong(value)}"


@pytest.mark.parametrize("spoil", [all_but_kind, kinds_alone])
def test_every_key_that_is_wrong_is_told_with_its_line_its_meaning_and_what_is_accepted(
    text: str, tmp_path: Path, spoil: Callable[[str, object], str | None]
) -> None:
    mistaken, places = spoilt(text, spoil)
    found = told(tmp_path, mistaken)
    assert len(places) > 40
    for path, line in places.items():
        assert path in found, f"nothing is said of {path}"
        problem = found[path]
        assert problem.line == line, path
        assert problem.meaning, path
        assert problem.accepted, path
        assert problem.given or "unknown kind" in problem.what, path


def test_every_key_that_is_misspelt_is_told_with_its_line_and_what_was_meant(
    text: str, tmp_path: Path
) -> None:
    mistaken, places = spoilt(text, misspelt)
    found = told(tmp_path, mistaken)
    assert len(places) > 200
    for path, line in places.items():
        key = path.rpartition(".")[2]
        problem = found[f"{path}z"]
        assert problem.line == line
        assert f"did you mean '{key}'" in problem.what, problem.what
        assert key in problem.accepted


def test_every_day_of_a_round_that_is_none_is_told_with_its_line(
    text: str, scheme: Definition, tmp_path: Path
) -> None:
    if not scheme.rounds:
        return
    mistaken = re.sub(r"\b20\d\d-\d\d-\d\d\b(?=.*\})", '"soon"', text)
    found = told(tmp_path, mistaken)
    lines = mistaken.split("\n")
    for number in range(1, len(scheme.rounds) + 1):
        for role in ROLES:
            for key in ("opens", "closes"):
                problem = found[f"rounds[{number}].{role}.{key}"]
                assert f'{key} = "soon"' in lines[problem.line - 1]
                assert problem.meaning
                assert problem.accepted.startswith("a day, such as")
