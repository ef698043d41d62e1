"""A scheme file is read whole, or every mistake in it is told in words."""

import re
import tomllib
from pathlib import Path

import hypothesis
import pytest
from hypothesis import strategies as st

from scheme.definition import layout
from scheme.definition.loading import Problem, SchemeFileError, find, load, load_all, preset

SMALL = """
key = "fells"
name = "Fells Mentoring Scheme"

[[organisations]]
key = "fellside"
name = "University of Fellside"
domains = ["Fellside.example.org"]

[[levels]]
key = "assistant"
label = "Assistant"

[[roster]]
name = "Robin Ashworth"
email = "r.ashworth@fellside.example.org"
duty = "chair"
organisation = "fellside"

[[rounds]]
key = "spring"
name = "Spring"
mentee = { opens = 2026-01-12, closes = 2026-03-27 }
mentor = { opens = 2026-01-12, closes = 2026-03-27 }

[[rounds]]
key = "autumn"
name = "Autumn"
mentee = { opens = 2026-09-01, closes = 2026-10-30 }
mentor = { opens = 2026-09-01, closes = 2026-10-30 }

[pairing]
months = 6

[[resources]]
title = "Handbook"
link = "https://example.org/handbook"

[[help]]
name = "The office"
email = "office@example.org"

[outside]
name = "The trustees"
phone = "01632 960 011"

[forms]
mentee = [
    { kind = "short", key = "name", label = "Name" },
    { kind = "short", key = "email", label = "E-mail", form = "email" },
    { kind = "choice", key = "organisation", label = "Library", source = "organisations" },
    { kind = "choice", key = "level", label = "Level", source = "levels" },
    { kind = "long", key = "goals", label = "Goals", most = 2000 },
    { kind = "tick", key = "consent", label = "I agree" },
]
mentor = [
    { kind = "short", key = "name", label = "Name" },
    { kind = "short", key = "email", label = "E-mail", form = "email" },
    { kind = "choice", key = "organisation", label = "Library", source = "organisations" },
    { kind = "choice", key = "level", label = "Level", source = "levels" },
    { kind = "number", key = "years_at_level", label = "Years" },
    { kind = "long", key = "experience", label = "Experience" },
    { kind = "number", key = "capacity", label = "Mentees" },
    { kind = "tick", key = "consent", label = "I agree" },
]
"""


def edited(old: str, new: str) -> str:
    assert old in SMALL
    return SMALL.replace(old, new, 1)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "fells.toml"


def problems(file: Path, text: str) -> list[Problem]:
    file.write_text(text, "utf-8")
    with pytest.raises(SchemeFileError) as caught:
        load(file)
    said = str(caught.value)
    assert str(file) in said
    assert "pydantic" not in said
    assert "Traceback" not in said
    return caught.value.problems


def only(file: Path, text: str) -> Problem:
    found = problems(file, text)
    assert len(found) == 1, found
    return found[0]


def test_a_small_file_is_read_with_the_defaults_of_what_it_leaves_out(file: Path) -> None:
    file.write_text(SMALL, "utf-8")
    scheme = load(file)
    assert (scheme.key, scheme.pairing.months, scheme.answering.days) == ("fells", 6, 28)
    assert scheme.organisations[0].domains == ("fellside.example.org",)


def test_a_file_saved_by_a_windows_editor_is_read(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    assert load(file).name == "Fells Mentoring Scheme"


def test_a_misspelt_key_is_named_with_the_one_that_was_meant(file: Path) -> None:
    problem = only(file, edited("months = 6", "moths = 6"))
    assert problem.where == "pairing.moths"
    assert problem.what == "unknown key 'moths'; did you mean 'months'?"
    assert problem.accepted.startswith("months, most_months, ")


def test_a_misspelt_key_of_a_field_is_explained_with_the_keys_of_its_kind(file: Path) -> None:
    problem = only(file, edited("most = 2000", "mots = 2000"))
    assert problem.where == "forms.mentee[5].mots"
    assert "did you mean 'most'?" in problem.what
    assert "seen_by" in problem.accepted
    assert "unit" not in problem.accepted


def test_a_key_that_slipped_below_a_table_is_sent_to_the_top(file: Path) -> None:
    problem = only(file, edited("months = 6", 'months = 6\nregion = "GB-ENG"'))
    assert problem.where == "pairing.region"
    assert "at the top of the file" in problem.what


def test_a_missing_key_is_told_with_its_meaning(file: Path) -> None:
    problem = only(file, edited('name = "Fells Mentoring Scheme"\n', ""))
    assert (problem.where, problem.what, problem.meaning) == (
        "name",
        "missing",
        "The scheme's name.",
    )


@pytest.mark.parametrize(
    ("old", "new", "where", "given", "accepted"),
    [
        ("months = 6", 'months = "6"', "pairing.months", '"6"', "a whole number from 0 to 36"),
        ("months = 6", "months = true", "pairing.months", "true", "a whole number from 0 to 36"),
        ("months = 6", "months = -1", "pairing.months", "-1", "a whole number from 0 to 36"),
        ("months = 6", "months = inf", "pairing.months", "inf", "a whole number from 0 to 36"),
        ("opens = 2026-09-01", "opens = 20260901", "rounds[2].mentee.opens", "20260901", "a day, such as 2026-03-09"),
        ('opens = 2026-09-01', 'opens = "soon"', "rounds[2].mentee.opens", '"soon"', "a day, such as 2026-03-09"),
        ('name = "Fells Mentoring Scheme"', 'name = ""', "name", '""', "text, not empty"),
        ('name = "Fells Mentoring Scheme"', "name = 7", "name", "7", "text, not empty"),
        ("[pairing]\nmonths = 6", "[surveys]\nreminders = [0]", "surveys.reminders[1]", "0", "1 to 365"),
        ("[pairing]\nmonths = 6", "[surveys]\nreminders = [7, 7]", "surveys.reminders", "[7, 7]", "each number once"),
        ('r.ashworth@fellside.example.org', "r.ashworth", "roster[1].email", '"r.ashworth"', "name@library.example.org"),
        ('"office@example.org"', '"office"', "help[1].email", '"office"', "name@library.example.org"),
        ('"Fellside.example.org"', '"@fellside.example.org"', "organisations[1].domains[1]", '"@fells', "library.exa"),
        ('key = "fells"', 'key = "fells"\nzone = "Europe/Londn"', "zone", '"Europe/Londn"', "Europe/London"),
        ('key = "fells"', 'key = "fells"\nregion = "GB-LND"', "region", '"GB-LND"', "GB-ENG"),
        ('key = "fells"', 'key = "The Fells"', "key", '"The Fells"', "small letters, figures and hyphens"),
        ('link = "https://example.org/handbook"', 'link = "example.org"', "resources[1].link", '"example.org"', "https://"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_told_with_what_was_given_and_what_is_accepted(
    file: Path, old: str, new: str, where: str, given: str, accepted: str
) -> None:
    problem = only(file, edited(old, new))
    assert problem.where == where
    assert given in problem.given
    assert accepted in problem.accepted
    assert problem.meaning


def test_a_wrong_word_is_answered_with_the_nearest(file: Path) -> None:
    problem = only(file, edited('duty = "chair"', 'duty = "chiar"'))
    assert problem.where == "roster[1].duty"
    assert "did you mean 'chair'?" in problem.what
    assert '"co-chair"' in problem.accepted


@pytest.mark.parametrize(
    ("kind", "said"),
    [('kind = "lnog", ', "unknown kind 'lnog'; did you mean 'long'?"), ("", "missing")],
)
def test_an_unknown_kind_of_field_is_answered_with_the_kinds(
    file: Path, kind: str, said: str
) -> None:
    problem = only(file, edited('kind = "long", key = "goals"', f'{kind}key = "goals"'))
    assert (problem.where, problem.what) == ("forms.mentee[5].kind", said)
    assert problem.accepted == "short, long, choice, choices, number, date, time, tick, file"


@pytest.mark.parametrize(
    ("old", "new", "where", "what"),
    [
        ("closes = 2026-10-30", "closes = 2026-08-31", "rounds[2].mentee.closes", "closes before it opens"),
        ('key = "autumn"', 'key = "autumn"\nchoices_close = 2026-10-29', "rounds[2].choices_close",
         "mentees may still apply then"),
        ('key = "autumn"', 'key = "autumn"\nmatched_by = 2026-10-29', "rounds[2].matched_by",
         "mentees may still apply then"),
        ('key = "autumn"', 'key = "autumn"\nmatched_by = 2026-11-02\nchoices_close = 2026-11-03',
         "rounds[2].matched_by", "choices may still be changed then"),
        ('key = "autumn"', 'key = "autumn"\nstarts = 2026-10-29', "rounds[2].starts", "mentees may still apply then"),
        ('key = "autumn"', 'key = "autumn"\nstarts = 2026-11-02\nmatched_by = 2026-11-03', "rounds[2].starts",
         "have not heard by then"),
        ('key = "autumn"', 'key = "autumn"\nends = 2026-10-29', "rounds[2].ends", "mentees may still apply then"),
        ('key = "autumn"', 'key = "autumn"\nends = 2026-11-02\nmatched_by = 2026-11-03', "rounds[2].ends",
         "have not heard by then"),
        ('key = "autumn"', 'key = "autumn"\nends = 2026-11-02\nstarts = 2026-11-02', "rounds[2].ends",
         "ends before it starts"),
        ('key = "autumn"', 'key = "autumn"\nreview = 2026-08-31', "rounds[2].review", "nobody can have applied"),
        ("months = 6", "months = 18", "pairing.most_months", "12 is less than the shortest"),
        ("[pairing]\nmonths = 6", "[meetings]\nleast_weeks = 9", "meetings.most_weeks", "less than the shortest"),
        ("[pairing]\nmonths = 6", "[meetings]\nleast_minutes = 150", "meetings.most_minutes", "less than the shortest"),
        ('key = "autumn"', 'key = "spring"', "rounds", "used twice: spring"),
        ('organisation = "fellside"', 'organisation = "fells"', "roster[1].organisation", "not among the organis"),
        ('key = "goals"', 'key = "aims"', "forms.mentee", "the rules need fields that are missing"),
        ('key = "goals", ', 'key = "goals", required = false, ', "forms.mentee[5].required", "need an answer"),
        ('source = "levels"', 'options = [{ key = "a", label = "A" }]', "forms.mentee[4].source", "another way"),
        ('form = "email"', 'form = "text"', "forms.mentee[2].form", "another way"),
        ('kind = "tick", key = "consent"', 'kind = "short", key = "consent"', "forms.mentee[6].kind", "another way"),
    ],
)  # fmt: skip
def test_keys_that_do_not_agree_are_told_at_the_one_to_change(
    file: Path, old: str, new: str, where: str, what: str
) -> None:
    text = edited(old, new)
    if "aims" in new and "goals" in new:
        text = text.replace('key = "aims", label', 'key = "aims", label', 1).replace(
            '"goals" }', '"goals", label = "G" }'
        )
    problem = only(file, text)
    assert problem.where == where
    assert what in problem.what
    assert problem.accepted


@pytest.mark.parametrize(
    ("field", "key", "what"),
    [
        ('kind = "choice"', "options", "nothing to choose"),
        ('kind = "choices", source = "areas"', "options", "nothing to choose"),
        (
            'kind = "choice", source = "levels", options = [{ key = "a", label = "A" }]',
            "source",
            "options of its own",
        ),
        (
            'kind = "choice", options = [{ key = "a", label = "A" }, { key = "a", label = "B" }]',
            "options",
            "used twice",
        ),
        ('kind = "number", least = 9, most = 8', "most", "smaller than least"),
        ('kind = "date", earliest = 2026-03-09, latest = 2026-03-08', "latest", "before earliest"),
    ],
)
@pytest.mark.parametrize("form", ["forms.mentee", "surveys.forms.mentor_conclusion"])
def test_a_field_that_no_answer_fits_is_refused(
    file: Path, form: str, field: str, key: str, what: str
) -> None:
    aim = f'{{ {field}, key = "aim", label = "Aim" }}'
    if form == "forms.mentee":
        problem = only(file, edited("mentee = [\n", f"mentee = [\n{aim},\n"))
    else:
        problem = only(file, f"{SMALL}[surveys.forms]\nmentor_conclusion = [{aim}]\n")
    assert problem.where == f"{form}[1].{key}"
    assert what in problem.what
    assert problem.accepted


def test_every_mistake_is_told_at_once_and_shown_with_its_place(file: Path) -> None:
    text = (
        edited("months = 6", "months = 60")
        .replace("opens = 2026-01-12", 'opens = "x"')
        .replace("domains", "domain")
    )
    file.write_text(text, "utf-8")
    with pytest.raises(SchemeFileError) as caught:
        load(file)
    assert [p.where for p in caught.value.problems] == [
        "organisations[1].domain", "rounds[1].mentee.opens", "rounds[1].mentor.opens", "pairing.months",
    ]  # fmt: skip
    said = str(caught.value)
    assert "4 things to put right" in said
    assert (
        "pairing.months\n    not what belongs here\n    means: Usual length, in months; 0: the two agree on one, or on "
        "none.\n    given: 60\n" in said
    )
    assert "Lists count from 1" in said


def test_a_long_list_of_mistakes_is_cut_and_counted(file: Path) -> None:
    extra = "".join(f"{name}{number} = 1\n" for name in "ab" for number in range(15))
    file.write_text(extra + SMALL, "utf-8")
    with pytest.raises(SchemeFileError, match="30 things to put right") as caught:
        load(file)
    assert str(caught.value).endswith("and 10 more")


SLIPS = [
    ("zone = Europe/London", "a text stands in quotation marks", 'zone = "Europe/London"'),
    ("always_open = yes", "true and false", "always_open = true"),
    ("always_open = False", "true and false", "always_open = false"),
    ("about = none", "left out", "no such line"),
    ("about = “Staff of libraries”", "curly", 'about = "Staff of libraries"'),
    (
        'about = "Staff of libraries',
        "should end the text is missing",
        'about = "Staff of libraries"',
    ),
    ('about = Staff of libraries"', "at the beginning is missing", 'about = "Staff of libraries"'),
    ('about = "The "Fells" scheme"', "quotation marks within the text", "The 'Fells' scheme"),
    ("about = 'The scheme's own'", "an apostrophe ends", 'about = "The scheme\'s own"'),
    ('about = "C:\\Users\\fells"', "a backslash", 'about = "C:/Users/fells"'),
    ('about = "a", zone = "Europe/London"', "two keys stand on one line", "a line of its own"),
    ('about == "x"', "one = too many", "one ="),
    ("about =", "nothing after the =", "a value"),
    ("about: x", "here is a colon", "about = x"),
    ("always_open true", "there is no =", "always_open = true"),
    ("always open = true", "letters, figures, _ and -", "always_open = true"),
    ("some words of a letter", "neither a key", "[pairing]"),
    ("// a remark", "does not begin with //", "# a remark"),
    ("zone\u00a0= 'x'", "can't be seen", "typed afresh"),
]
IN_A_TABLE = [
    ("months = 6", "months = 06", "does not begin with 0", "months = 6"),
    ("months = 6", "months = 6 months", "without a unit", "months = 6"),
    ("months = 6", "months = 6;", "nothing follows", "months = 6"),
    ("months = 6", "months = 1,000", "without commas", "months = 1000"),
    ("months = 6", "months = 6\nstart_reminders = [3; 7]", "no comma between two entries", "[7, 1]"),
    ("months = 6", "months = 6\nstart_reminders = [3, 7", "] is missing", "]"),
    ("opens = 2026-09-01", "opens = 13/09/2024", "the year first", "opens = 2024-09-13"),
    ("opens = 2026-09-01", "opens = 13.9.2024", "the year first", "opens = 2024-09-13"),
    ("opens = 2026-09-01", "opens = 13 September 2024", "the year first", "opens = 2024-09-13"),
    ("opens = 2026-09-01", "opens = 2026-02-30", "no such day", "a day, such as"),
    ("opens = 2026-09-01", "opens = 31/02/2026", "no such day", "a day, such as"),
    ("closes = 2026-10-30 }\nmentor", "closes = 2026-10-30, }\nmentor", "a comma after the last", "without a comma"),
    ("closes = 2026-10-30 }\nmentor", "closes = 2026-10-30\nmentor", "} is missing", "all of it on one line"),
    ('domains = ["Fellside.example.org"]', "domains = [fellside.example.org]", "quotation marks", '"fellside.example.org"'),
    ("[pairing]", "[pairing", "brackets of this table do not match", "[pairing]"),
    ("[[resources]]", "[[resources]", "brackets of this table do not match", "[[resources]]"),
    ("[pairing]", "[the pairing]", "name of a table", "small letters"),
]  # fmt: skip


def test_a_small_file_without_a_slip_is_sound(file: Path) -> None:
    file.write_text(SMALL, "utf-8")
    assert load(file).key == "fells"


@pytest.mark.parametrize(("line", "what", "accepted"), SLIPS)
def test_a_line_that_cannot_be_read_is_told_with_the_cure(
    file: Path, line: str, what: str, accepted: str
) -> None:
    problem = only(file, edited('key = "fells"', f'key = "fells"\n{line}'))
    assert problem.line == SMALL[: SMALL.index('key = "fells"')].count("\n") + 2
    assert what in problem.what
    assert accepted in problem.accepted
    assert problem.given in line
    assert_no_jargon(problem)


@pytest.mark.parametrize(("old", "new", "what", "accepted"), IN_A_TABLE)
def test_a_slip_in_a_table_is_told_alone_and_with_the_cure(
    file: Path, old: str, new: str, what: str, accepted: str
) -> None:
    text = edited(old, new)
    problem = only(file, text)
    assert what in problem.what
    assert accepted in problem.accepted
    assert problem.given in text.split("\n")[problem.line - 1]
    assert_no_jargon(problem)


def assert_no_jargon(problem: Problem) -> None:
    for word in (
        "TOML",
        "parse",
        "statement",
        "Invalid",
        "Unterminated",
        "mutate",
        "overwrite",
        "namespace",
        "array",
    ):
        assert word not in f"{problem.what} {problem.accepted}"


@pytest.mark.parametrize(
    ("more", "what", "accepted"),
    [
        ('[[areas]]\nkey = "a"\nlabel = "A"\n[areas]\nkey = "b"\nlabel = "B"\n', "[areas] has single brackets", "[[areas]]"),
        ("[pairing]\nquiet_days = 20\n", "[pairing] is there twice, first in line 32", "one [table]"),
        ("[meetings]\nnudges = 1\nnudges = 2\n", "'meetings.nudges' is there twice, first in line", "take out one"),
        ("[meetings]\nnudges = 1\n[[meetings]]\nnudges = 2\n", "and a list of entries here", "[[meetings]]"),
    ],
)  # fmt: skip
def test_what_is_there_twice_is_told_with_both_lines(
    file: Path, more: str, what: str, accepted: str
) -> None:
    problem = only(file, SMALL + more)
    assert what in problem.what
    assert accepted in problem.accepted
    assert problem.line > SMALL.count("\n")
    assert_no_jargon(problem)


@pytest.mark.parametrize(
    ("old", "new", "what", "accepted"),
    [
        ('[[roster]]', '[roster]', "[roster] has single brackets", "[[roster]] for each entry"),
        ("[pairing]", "[[pairing]]", "[[pairing]] has double brackets", "[pairing]"),
    ],
)  # fmt: skip
def test_single_and_double_brackets_that_are_mixed_up_are_told(
    file: Path, old: str, new: str, what: str, accepted: str
) -> None:
    problem = only(file, edited(old, new))
    assert what in problem.what
    assert accepted == problem.accepted


def test_a_text_of_several_lines_that_is_not_ended_swallows_no_more_than_itself(file: Path) -> None:
    text = edited(
        'name = "Fells Mentoring Scheme"',
        'name = "Fells Mentoring Scheme"\nabout = """\nSomething.\n',
    )
    found = problems(file, text.replace("months = 6", "months = yes"))
    assert [one.line for one in found] == sorted(one.line for one in found)
    assert '"""' in found[0].accepted
    assert found[-1].accepted == "months = true"


def test_slips_and_other_mistakes_are_told_in_one_go_and_nothing_that_only_follows_from_them(
    file: Path,
) -> None:
    text = edited("months = 6", "months = yes\nstart_days = 0").replace(
        'duty = "chair"', "duty = chair"
    )
    text = text.replace("closes = 2026-10-30", "closes = 30/10/2026", 1).replace(
        'key = "fells"', 'key = "fells"\nzone = X'
    )
    text = text.replace('kind = "long", key = "goals"', 'kind = "lnog", key = "goals"')
    found = problems(file, f"{text}[events]\nx = 1\n")
    assert [one.where or one.accepted for one in found] == [
        'zone = "X"',
        'duty = "chair"',
        "closes = 2026-10-30",
        "months = true",
        "pairing.start_days",
        "forms.mentee[5].kind",
        "events",
    ]


def test_what_is_wrong_between_keys_is_told_with_what_is_wrong_in_one(file: Path) -> None:
    text = edited("months = 6", "months = 18").replace(
        'organisation = "fellside"', 'organisation = "fells"'
    )
    found = problems(
        file, text.replace('key = "consent", label', 'key = "consent", colour = 1, label', 1)
    )
    assert [one.where for one in found] == [
        "roster[1].organisation",
        "pairing.most_months",
        "forms.mentee[6].colour",
    ]


@pytest.mark.parametrize(
    ("field", "meaning"),
    [
        ('kind = "number", least = 5, most = 1', "Largest number accepted."),
        ('kind = "long", most = 0', "Longest answer, in characters."),
        ('kind = "choices", source = "levels", most = 0', "How many may be chosen."),
    ],
)
def test_a_key_that_several_kinds_of_field_have_is_explained_for_this_one(
    file: Path, field: str, meaning: str
) -> None:
    aim = f'{{ {field}, key = "aim", label = "Aim" }}'
    problem = only(file, edited("mentee = [\n", f"mentee = [\n{aim},\n"))
    assert problem.meaning == meaning


@pytest.mark.parametrize("inline", [True, False])
def test_a_field_is_named_by_its_key_and_line(file: Path, inline: bool) -> None:
    text = edited('key = "experience"', 'most = 0, key = "experience"')
    if not inline:
        entry = '[[surveys.forms.mentee_midpoint]]\nkind = "short"\nkey = "why"\nlabel = "Why"\nmost = 0\n'
        text = f"{SMALL}{entry}"
    problem = only(file, text)
    path = "forms.mentor[6].most" if inline else "surveys.forms.mentee_midpoint[1].most"
    assert str(problem).startswith(
        f'line {problem.line}: {path}, in "{"experience" if inline else "why"}"'
    )
    assert "most = 0" in text.split("\n")[problem.line - 1]


def test_nothing_is_guessed_that_is_not_close(file: Path) -> None:
    assert only(file, f"{SMALL}[gatherings]\nx = 1\n").what == "unknown key 'gatherings'"


@pytest.mark.parametrize(
    "text", ["a = " + "[" * 5000, "a = " + "[" * 400 + "]" * 400, "a = " + "9" * 5000 + "\n"]
)
def test_absurd_files_are_refused_in_words(file: Path, text: str) -> None:
    said = problems(file, text)[0].what
    assert "nested too deeply" in said or "far too long" in said or "] is missing" in said


@hypothesis.given(st.text(st.sampled_from("ab=[]{}\"'#,.\n 1-“é\t\\"), max_size=60))
def test_whatever_the_file_says_it_is_read_or_told_with_a_line(text: str) -> None:
    try:
        whole = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        whole = None
    found = layout.read(text)
    assert all(1 <= one.statement.line <= text.count("\n") + 1 for one in found.wrong)
    if whole is None:
        assert found.wrong or text.strip()
    else:
        assert (found.data, found.wrong) == (whole, [])


def test_every_key_of_a_preset_is_found_on_its_line() -> None:
    lines = preset("aln").read_text("utf-8").split("\n")
    found = layout.read("\n".join(lines))
    assert found.data == tomllib.loads("\n".join(lines))
    for path, line in found.lines.items():
        name = re.split(r"[.\[\]]+", path.rstrip("]0123456789["))[-1]
        assert name in lines[line - 1] or path.endswith("]")


def test_a_file_that_is_not_utf_8_is_told_with_the_line(file: Path) -> None:
    file.write_bytes(b'key = "fells"\nname = "Fells \xff"\n')
    with pytest.raises(SchemeFileError, match="not UTF-8") as caught:
        load(file)
    assert caught.value.problems[0].where == "line 2"


def test_a_file_that_is_not_there_is_told_in_words(file: Path, tmp_path: Path) -> None:
    for path in (file, tmp_path):
        with pytest.raises(SchemeFileError, match="it can't be read"):
            load(path)


def test_a_folder_gives_its_schemes_by_key(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text(SMALL, "utf-8")
    (tmp_path / "two.toml").write_text(edited('key = "fells"', 'key = "dales"'), "utf-8")
    (tmp_path / "notes.txt").write_text("not a scheme", "utf-8")
    (tmp_path / "._one.toml").write_bytes(b"\x00\x05\x16\x07")
    (tmp_path / "THREE.TOML").write_text(edited('key = "fells"', 'key = "moors"'), "utf-8")
    assert sorted(load_all(tmp_path)) == ["dales", "fells", "moors"]


def test_a_name_that_an_editor_gave_a_second_ending_is_told(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text(SMALL, "utf-8")
    (tmp_path / "two.toml.txt").write_text(SMALL, "utf-8")
    with pytest.raises(SchemeFileError, match=r"ends in \.toml\.txt") as caught:
        load_all(tmp_path)
    assert "two.toml " in caught.value.problems[0].accepted


@pytest.mark.parametrize(
    ("there", "given"),
    [
        ("fells.toml", "fells"),
        ("fells.toml.txt", "fells.toml"),
        ("Fells.TOML", "fells.toml"),
        ("fells.toml", "flels.toml"),
        ("my fells.toml", "my fels.toml"),
    ],
)
def test_a_file_that_is_not_there_is_answered_with_the_one_beside_it(
    tmp_path: Path, there: str, given: str
) -> None:
    (tmp_path / there).write_text(SMALL, "utf-8")
    assert find(tmp_path / there) == tmp_path / there
    with pytest.raises(SchemeFileError) as caught:
        find(tmp_path / given)
    assert f"did you mean '{tmp_path / there}'?" in str(caught.value)


def test_a_preset_is_meant_by_its_name_where_no_file_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert find(Path("aln")) == preset("aln")
    (tmp_path / "aln").mkdir()
    assert find(Path("aln")) == Path("aln")
    with pytest.raises(SchemeFileError, match="or a preset: alia, aln, "):
        find(Path("m26"))


def test_two_files_with_the_same_key_are_refused(tmp_path: Path) -> None:
    for name in ("one.toml", "two.toml"):
        (tmp_path / name).write_text(SMALL, "utf-8")
    with pytest.raises(
        SchemeFileError, match=r"one\.toml in the same folder has this key too"
    ) as caught:
        load_all(tmp_path)
    assert caught.value.path == tmp_path / "two.toml"


def test_one_wrong_file_keeps_the_whole_folder_from_loading(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text(SMALL, "utf-8")
    (tmp_path / "two.toml").write_text(edited("months = 6", "months = 60"), "utf-8")
    with pytest.raises(SchemeFileError, match=r"two\.toml"):
        load_all(tmp_path)


def test_an_empty_or_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SchemeFileError, match="no scheme is in it"):
        load_all(tmp_path)
    with pytest.raises(SchemeFileError, match="no such folder"):
        load_all(tmp_path / "elsewhere")


def test_a_preset_is_found_by_name_and_a_slip_is_answered_with_the_nearest() -> None:
    assert preset("aln").name == "aln.toml"
    with pytest.raises(SchemeFileError, match="did you mean 'aln'"):
        preset("alm")
    with pytest.raises(SchemeFileError, match="no such preset"):
        preset("../presets/aln")


CV = '{ kind = "file", key = "cv", label = "Your CV", accepts = ["pdf"] }'


def test_an_application_may_ask_for_a_file(file: Path) -> None:
    file.write_text(
        edited('{ kind = "long", key = "goals"', f'{CV}, {{ kind = "long", key = "goals"'), "utf-8"
    )
    asked = load(file).file_field("cv")
    assert asked is not None
    assert (asked.accepts, asked.most_mb) == (("pdf",), 5)


def test_nothing_else_may_ask_for_a_file(file: Path) -> None:
    problem = only(file, f"{SMALL}[surveys.forms]\nmentor_conclusion = [{CV}]\n")
    assert problem.where == "surveys.forms.mentor_conclusion[1].kind"
    assert problem.what == "only an application can ask for a file"


def test_an_ending_that_no_file_may_have_is_told_with_those_it_may(file: Path) -> None:
    wrong = CV.replace("pdf", "exe")
    problem = only(
        file, edited('{ kind = "long", key = "goals"', f'{wrong}, {{ kind = "long", key = "goals"')
    )
    assert (problem.where, problem.what) == ("forms.mentee[5].accepts[1]", "not one of its words")


@pytest.mark.parametrize(
    ("named", "what"),
    [
        ("slak", "the bot speaks on no such platform; did you mean 'slack'?"),
        ("pigeon", "the bot speaks on no such platform"),
    ],
)
def test_a_workspace_is_held_against_the_platforms_that_are_declared(
    file: Path, named: str, what: str
) -> None:
    file.write_text(f'{SMALL}[[workspaces]]\nplatform = "{named}"\nid = "T1"\n', "utf-8")
    with pytest.raises(SchemeFileError) as caught:
        load(file, platforms=("slack", "mail"))
    (problem,) = caught.value.problems
    assert (problem.where, problem.what, problem.accepted) == (
        "workspaces[1].platform",
        what,
        "slack, mail",
    )
    with pytest.raises(SchemeFileError, match=r"workspaces\[1\]\.platform"):
        load_all(file.parent, platforms=("slack", "mail"))
    assert load(file, platforms=("slack", named)).workspaces[0].platform == named
