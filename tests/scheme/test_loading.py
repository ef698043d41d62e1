"""A scheme file is read whole, or every mistake in it is told in words."""

from pathlib import Path

import pytest

from scheme.loading import Problem, SchemeFileError, load, load_all, preset

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
    assert (problem.where, problem.what, problem.meaning) == ("name", "missing", "The scheme's name.")


@pytest.mark.parametrize(
    ("old", "new", "where", "given", "accepted"),
    [
        ("months = 6", 'months = "6"', "pairing.months", '"6"', "a whole number from 1 to 36"),
        ("months = 6", "months = true", "pairing.months", "true", "a whole number from 1 to 36"),
        ("months = 6", "months = 0", "pairing.months", "0", "a whole number from 1 to 36"),
        ("months = 6", "months = inf", "pairing.months", "inf", "a whole number from 1 to 36"),
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
def test_an_unknown_kind_of_field_is_answered_with_the_kinds(file: Path, kind: str, said: str) -> None:
    problem = only(file, edited('kind = "long", key = "goals"', f'{kind}key = "goals"'))
    assert (problem.where, problem.what) == ("forms.mentee[5].kind", said)
    assert problem.accepted == "short, long, choice, choices, number, date, time, tick, file"


@pytest.mark.parametrize(
    ("old", "new", "where", "what"),
    [
        ("closes = 2026-10-30", "closes = 2026-08-31", "rounds[2].mentee.closes", "closes before it opens"),
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
        ('kind = "choice", source = "levels", options = [{ key = "a", label = "A" }]', "source", "options of its own"),
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
def test_a_field_that_no_answer_fits_is_refused(file: Path, form: str, field: str, key: str, what: str) -> None:
    aim = f'{{ {field}, key = "aim", label = "Aim" }}'
    if form == "forms.mentee":
        problem = only(file, edited("mentee = [\n", f"mentee = [\n{aim},\n"))
    else:
        problem = only(file, f"{SMALL}[surveys.forms]\nmentor_conclusion = [{aim}]\n")
    assert problem.where == f"{form}[1].{key}"
    assert what in problem.what
    assert problem.accepted


def test_every_mistake_is_told_at_once_and_shown_with_its_place(file: Path) -> None:
    text = edited("months = 6", "months = 60").replace("opens = 2026-01-12", 'opens = "x"').replace("domains", "domain")
    file.write_text(text, "utf-8")
    with pytest.raises(SchemeFileError) as caught:
        load(file)
    assert [p.where for p in caught.value.problems] == [
        "organisations[1].domain", "rounds[1].mentee.opens", "rounds[1].mentor.opens", "pairing.months",
    ]  # fmt: skip
    said = str(caught.value)
    assert "4 things to put right" in said
    assert "  pairing.months\n    not what belongs here\n    means: Usual length, in months.\n    given: 60\n" in said
    assert "Lists count from 1" in said


def test_a_long_list_of_mistakes_is_cut_and_counted(file: Path) -> None:
    extra = "".join(f"{name}{number} = 1\n" for name in "ab" for number in range(15))
    file.write_text(extra + SMALL, "utf-8")
    with pytest.raises(SchemeFileError, match="30 things to put right") as caught:
        load(file)
    assert str(caught.value).endswith("and 10 more")


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('key = "a"\nname = Fells\n', "line 2, column 8"),
        ('key = "a"\nkey = "b"\n', "line 2, column 10"),
        ('key = "a"\nname = "Fells', "line 2, column 14"),
        ("opens = 2026-13-45\n", "line 1, column 13"),
    ],
)
def test_a_slip_in_the_toml_is_told_with_line_and_column(file: Path, text: str, where: str) -> None:
    problem = only(file, text)
    assert problem.where == where
    assert problem.what.startswith("not TOML: ")
    assert problem.given in text


@pytest.mark.parametrize("text", ["a = " + "[" * 5000, "a = " + "[" * 400 + "]" * 400, "a = " + "9" * 5000 + "\n"])
def test_absurd_toml_is_refused_in_words(file: Path, text: str) -> None:
    problem = only(file, text)
    assert "nested too deeply" in problem.what or problem.what.startswith("not TOML: ")


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
    assert sorted(load_all(tmp_path)) == ["dales", "fells"]


def test_two_files_with_the_same_key_are_refused(tmp_path: Path) -> None:
    for name in ("one.toml", "two.toml"):
        (tmp_path / name).write_text(SMALL, "utf-8")
    with pytest.raises(SchemeFileError, match=r"one\.toml in the same folder has this key too") as caught:
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
    file.write_text(edited('{ kind = "long", key = "goals"', f'{CV}, {{ kind = "long", key = "goals"'), "utf-8")
    asked = load(file).file_field("cv")
    assert asked is not None
    assert (asked.accepts, asked.most_mb) == (("pdf",), 5)


def test_nothing_else_may_ask_for_a_file(file: Path) -> None:
    problem = only(file, f"{SMALL}[surveys.forms]\nmentor_conclusion = [{CV}]\n")
    assert problem.where == "surveys.forms.mentor_conclusion[1].kind"
    assert problem.what == "only an application can ask for a file"


def test_an_ending_that_no_file_may_have_is_told_with_those_it_may(file: Path) -> None:
    wrong = CV.replace("pdf", "exe")
    problem = only(file, edited('{ kind = "long", key = "goals"', f'{wrong}, {{ kind = "long", key = "goals"'))
    assert (problem.where, problem.what) == ("forms.mentee[5].accepts[1]", "not one of its words")
