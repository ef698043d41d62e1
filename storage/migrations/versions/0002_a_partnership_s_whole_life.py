"""A partnership's whole life

Revision: 0002
After: 0001
"""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TEXTS = dict.fromkeys(("subject", "name", "occasion", "series"), sa.String())
COLUMNS = ["scheme", "subject", "name", "occasion", "series", "at", "done_at", "failures"]
EACH = ("in-touch", "nudge", "ending", "ended")  # what is now told to each of the two on its own
NEW_KINDS = ("agreement", "appointment", "enquiry", "move", "sounding")

APPEND_ONLY = {
    "sqlite": [
        f"CREATE TRIGGER audit_is_not_{what}d BEFORE {what.upper()} ON audit "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
        for what in ("update", "delete")
    ],
    "postgresql": [
        (
            "CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$"
        ),
        (
            "CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()"
        ),
    ],
}
AS_IT_WAS = {
    "sqlite": ["DROP TRIGGER audit_is_not_updated", "DROP TRIGGER audit_is_not_deleted"],
    "postgresql": [
        "DROP TRIGGER audit_is_append_only ON audit",
        "DROP FUNCTION audit_is_append_only()",
    ],
}

SHOWN_ONCE_CLOSED = {  # what stands in each of the two tables of surveys without a link, besides what they share
    "survey_results": [("answers", False)],
    "survey_texts": [("text", False), ("name", True)],
}

AGREED = ("months", "every_weeks", "minutes")


def upgrade() -> None:
    """Up."""
    _part_answers_from_people()
    _keep_plans_and_private_notes()
    with op.batch_alter_table(
        "audit"
    ) as batch:  # before its triggers are made, which a copy of the table would lose
        batch.add_column(sa.Column("behalf", sa.Integer()))
        batch.create_foreign_key(op.f("fk_audit_behalf"), "people", ["behalf"], ["id"])
        batch.create_index(op.f("ix_audit_behalf"), ["behalf"])
    with op.batch_alter_table("members") as batch:
        batch.add_column(sa.Column("absent_from", sa.Date()))
        batch.add_column(sa.Column("absent_until", sa.Date()))
    op.create_table(
        "stand_ins",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("scheme", sa.String(length=60), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("named_by", sa.Integer(), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_stand_ins_application_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_stand_ins_person_id")),
        sa.ForeignKeyConstraint(["named_by"], ["people.id"], name=op.f("fk_stand_ins_named_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stand_ins")),
        sa.UniqueConstraint(
            "application_id", "person_id", name=op.f("uq_stand_ins_application_id_person_id")
        ),
    )
    op.create_index(op.f("ix_stand_ins_person_id"), "stand_ins", ["person_id"])
    op.create_index(op.f("ix_stand_ins_named_by"), "stand_ins", ["named_by"])
    op.create_table(
        "undoings",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_undoings_application_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_undoings_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_undoings")),
    )
    op.create_index(op.f("ix_undoings_application_id"), "undoings", ["application_id"])
    op.create_index(op.f("ix_undoings_person_id"), "undoings", ["person_id"])
    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("scheme", sa.String(length=60), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("wording", sa.String(length=60), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_consents_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index(op.f("ix_consents_person_id"), "consents", ["person_id"])
    op.execute(
        "INSERT INTO consents (scheme, person_id, role, version, wording, given_at) "
        "SELECT scheme, person_id, role, consent_version, '', received_at FROM applications ORDER BY id"
    )
    _questions_issues_and_complaints()
    _pause_move_and_word()
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("scheme", sa.String(length=60), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("opener", sa.String(length=60), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("opening", sa.Text(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("carries", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=60), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("talking", sa.Boolean(), nullable=False),
        sa.Column("parting", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_drafts_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint(
            "person_id", "scheme", "opener", "action", "subject", name=op.f("uq_drafts_form")
        ),
    )
    op.create_index(op.f("ix_drafts_person_id"), "drafts", ["person_id"])
    op.create_index(
        "one_draft_talks",
        "drafts",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("talking"),
        postgresql_where=sa.text("talking"),
    )
    with op.batch_alter_table("people") as batch:
        batch.add_column(sa.Column("told_at", sa.DateTime(timezone=True)))
        batch.add_column(sa.Column("quiet_until", sa.Date()))
        batch.add_column(
            sa.Column("reminders", sa.Boolean(), server_default=sa.true(), nullable=False)
        )
    _tell_each_on_its_own()


def _due() -> sa.TableClause:
    return sa.table("due", *(sa.column(name, TEXTS.get(name)) for name in COLUMNS))


def _tell_each_on_its_own() -> None:
    """What was told to both of a pair at one moment becomes one moment for each, done or not as it was (R12.4)."""
    due = _due()
    ours = sa.and_(due.c.subject.like("partnership:%"), due.c.name.in_(EACH))
    copies = sa.select(
        *(due.c.occasion + ":mentee" if name == "occasion" else due.c[name] for name in COLUMNS)
    ).where(ours)
    op.execute(sa.insert(due).from_select(COLUMNS, copies))
    later = sa.and_(ours, due.c.occasion.not_like("%:mentee"))
    op.execute(sa.update(due).where(later).values(occasion=due.c.occasion + ":mentor"))
    for side in (":mentee", ":mentor"):
        theirs = sa.and_(ours, due.c.occasion.like(f"%{side}"))
        op.execute(sa.update(due).where(theirs).values(series=due.c.series + side))


def _tell_both_at_once() -> None:
    """As it was: the mentee's moment becomes that of both, and what is due for tables that go, goes."""
    due = _due()
    ours = sa.and_(due.c.subject.like("partnership:%"), due.c.name.in_(EACH))
    op.execute(sa.delete(due).where(ours, due.c.occasion.like("%:mentor")))
    both = {name: sa.func.replace(due.c[name], ":mentee", "") for name in ("occasion", "series")}
    op.execute(sa.update(due).where(ours).values(both))
    for kind in NEW_KINDS:
        op.execute(sa.delete(due).where(due.c.subject.like(f"{kind}:%")))


def _questions_issues_and_complaints() -> None:
    """How far a complaint is, questions and issues, and what was said about each (R8)."""
    with op.batch_alter_table("concerns") as batch:
        batch.add_column(sa.Column("again_by", sa.Date()))
        batch.add_column(
            sa.Column("stage", sa.String(length=30), server_default="received", nullable=False)
        )
        batch.add_column(
            sa.Column("apart", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        for moment in ("advice_asked_at", "advised_at", "referred_at", "closed_at"):
            batch.add_column(sa.Column(moment, sa.DateTime(timezone=True)))
        batch.add_column(sa.Column("outcome", sa.String(length=60)))
        batch.add_column(sa.Column("lesson", sa.Text()))
    concerns = sa.table("concerns", sa.column("stage", sa.String()), sa.column("replied_at"))
    op.execute(
        sa.update(concerns).where(concerns.c.replied_at.is_not(None)).values(stage="answered")
    )
    op.create_table(
        "enquiries",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("scheme", sa.String(length=60), nullable=False),
        sa.Column("sort", sa.String(length=20), nullable=False),
        sa.Column("raised_by", sa.Integer(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("about_id", sa.Integer()),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("stage", sa.String(length=30), nullable=False),
        sa.Column("apart", sa.Boolean(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        *(
            sa.Column(moment, sa.DateTime(timezone=True))
            for moment in ("passed_at", "first_answered_at", "answered_at", "closed_at")
        ),
        sa.ForeignKeyConstraint(["raised_by"], ["people.id"], name=op.f("fk_enquiries_raised_by")),
        sa.ForeignKeyConstraint(["about_id"], ["people.id"], name=op.f("fk_enquiries_about_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enquiries")),
    )
    for column in ("scheme", "raised_by", "about_id"):
        op.create_index(op.f(f"ix_enquiries_{column}"), "enquiries", [column])
    op.create_table(
        "remarks",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("scheme", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_remarks_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remarks")),
    )
    op.create_index(op.f("ix_remarks_by"), "remarks", ["by"])
    op.create_index("ix_remarks_subject", "remarks", ["subject"])


def _complaints_alone() -> None:
    op.drop_table("remarks")
    op.drop_table("enquiries")
    with op.batch_alter_table("concerns") as batch:
        for name in (
            "again_by",
            "stage",
            "apart",
            "advice_asked_at",
            "advised_at",
            "referred_at",
            "closed_at",
        ):
            batch.drop_column(name)
        batch.drop_column("outcome")
        batch.drop_column("lesson")


def _pause_move_and_word() -> None:
    """Pauses and agreed ends, moves, and words in confidence."""
    with op.batch_alter_table("applications") as batch:
        batch.add_column(
            sa.Column("priority", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    with op.batch_alter_table("partnerships") as batch:
        for day in ("new_end", "paused_on", "returns_on", "resumed_on"):
            batch.add_column(sa.Column(day, sa.Date()))
        batch.add_column(sa.Column("rested", sa.Integer(), server_default="0", nullable=False))
        batch.add_column(sa.Column("mentor_said_at", sa.DateTime(timezone=True)))
        batch.add_column(sa.Column("lessons", sa.Text()))
        for who in ("new_end_by", "paused_by"):
            batch.add_column(sa.Column(who, sa.Integer()))
            batch.create_foreign_key(op.f(f"fk_partnerships_{who}"), "people", [who], ["id"])
            batch.create_index(op.f(f"ix_partnerships_{who}"), [who])
        for name in AGREED:
            batch.add_column(sa.Column(name, sa.Integer()))
    _make_agreements()
    op.create_table(
        "moves",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("scheme", sa.String(length=60), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("decided_by", sa.Integer()),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_moves_person_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_moves_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moves")),
    )
    op.create_index(op.f("ix_moves_person_id"), "moves", ["person_id"])
    op.create_index(op.f("ix_moves_decided_by"), "moves", ["decided_by"])
    waits = sa.text("state = 'open'")
    op.create_index(
        "one_open_move",
        "moves",
        ["person_id"],
        unique=True,
        sqlite_where=waits,
        postgresql_where=waits,
    )
    op.create_table(
        "soundings",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("scheme", sa.String(length=60), nullable=False),
        sa.Column("asker_id", sa.Integer(), nullable=False),
        sa.Column("asked_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text()),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text()),
        sa.Column("spoke", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["asker_id"], ["people.id"], name=op.f("fk_soundings_asker_id")),
        sa.ForeignKeyConstraint(["asked_id"], ["people.id"], name=op.f("fk_soundings_asked_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_soundings")),
    )
    op.create_index(op.f("ix_soundings_asker_id"), "soundings", ["asker_id"])
    op.create_index(op.f("ix_soundings_asked_id"), "soundings", ["asked_id"])
    waits = sa.text("settled_at IS NULL")
    op.create_index(
        "one_open_sounding",
        "soundings",
        ["scheme", "asker_id", "asked_id"],
        unique=True,
        sqlite_where=waits,
        postgresql_where=waits,
    )


def _no_pause_move_or_word() -> None:
    op.drop_table("soundings")
    op.drop_table("moves")
    with op.batch_alter_table("partnerships") as batch:
        for who in ("new_end_by", "paused_by"):
            batch.drop_index(op.f(f"ix_partnerships_{who}"))
            batch.drop_constraint(op.f(f"fk_partnerships_{who}"), type_="foreignkey")
        for name in (
            "new_end",
            "new_end_by",
            "paused_on",
            "paused_by",
            "returns_on",
            "resumed_on",
            "rested",
        ):
            batch.drop_column(name)
        batch.drop_column("mentor_said_at")
        batch.drop_column("lessons")
        for name in AGREED:
            batch.drop_column(name)
    with op.batch_alter_table("applications") as batch:
        batch.drop_column("priority")


def _part_answers_from_people() -> None:
    """Answers of closed surveys go to tables without a link to who gave them (R7.5)."""
    for name, sealed in SHOWN_ONCE_CLOSED.items():
        op.create_table(
            name,
            sa.Column("id", sa.String(length=32), nullable=False),
            sa.Column("scheme", sa.String(length=60), nullable=False),
            sa.Column("role", sa.String(length=10), nullable=False),
            sa.Column("kind", sa.String(length=20), nullable=False),
            sa.Column("year", sa.Integer(), nullable=False),
            sa.Column("counted", sa.Boolean(), nullable=False),
            *(
                [sa.Column("question", sa.String(length=60), nullable=False)]
                if name == "survey_texts"
                else []
            ),
            *(sa.Column(column, sa.Text(), nullable=null) for column, null in sealed),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
            sqlite_with_rowid=False,
        )
    with op.batch_alter_table("surveys") as batch:
        batch.add_column(sa.Column("invited_at", sa.DateTime(timezone=True)))
        batch.add_column(
            sa.Column("answered", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch.add_column(
            sa.Column("cut_short", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    surveys = sa.table(
        "surveys",
        *(sa.column(name) for name in ("issued_at", "invited_at", "answered", "answered_at")),
    )
    op.execute(sa.update(surveys).values(invited_at=surveys.c.issued_at))
    op.execute(
        sa.update(surveys).where(surveys.c.answered_at.is_not(None)).values(answered=sa.true())
    )
    # Those that closed before this version are closed once more, by the next sweep: what it does needs the keys.
    due = sa.table("due", *(sa.column(name, TEXTS.get(name)) for name in COLUMNS))
    op.execute(
        sa.update(due)
        .where(due.c.subject.like("survey:%"), due.c.name == "close")
        .values(done_at=None)
    )
    with op.batch_alter_table("surveys") as batch:
        batch.drop_column("answered_at")
        batch.alter_column("answered", server_default=None)
        batch.alter_column("cut_short", server_default=None)


def _keep_plans_and_private_notes() -> None:
    """The next meeting, the prompts seen, and what each of a pair keeps for themselves."""
    op.create_table(
        "appointments",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("scheme", sa.String(length=60), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(length=60), nullable=False),
        sa.Column("planned_by", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnerships.id"], name=op.f("fk_appointments_partnership_id")
        ),
        sa.ForeignKeyConstraint(
            ["planned_by"], ["people.id"], name=op.f("fk_appointments_planned_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
    )
    op.create_index(op.f("ix_appointments_partnership_id"), "appointments", ["partnership_id"])
    op.create_index(op.f("ix_appointments_planned_by"), "appointments", ["planned_by"])
    live = sa.text("state = 'planned'")
    op.create_index(
        "one_live_plan",
        "appointments",
        ["partnership_id"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )
    own: dict[str, list[sa.Column[Any]]] = {
        "prompts_seen": [sa.Column("stage", sa.String(length=20), nullable=False), _text("keys")],
        "reflections": [_day(), _text("text"), *_kept("written_at")],
        "hours": [
            _day(),
            _count("minutes"),
            sa.Column("kind", sa.String(20), nullable=False),
            *_kept("noted_at"),
        ],
    }
    for name, columns in own.items():
        op.create_table(
            name,
            sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
            *(
                []
                if name == "prompts_seen"
                else [sa.Column("scheme", sa.String(length=60), nullable=False)]
            ),
            sa.Column("partnership_id", sa.Integer(), nullable=False),
            sa.Column("person_id", sa.Integer(), nullable=False),
            *columns,
            sa.ForeignKeyConstraint(
                ["partnership_id"], ["partnerships.id"], name=op.f(f"fk_{name}_partnership_id")
            ),
            sa.ForeignKeyConstraint(
                ["person_id"], ["people.id"], name=op.f(f"fk_{name}_person_id")
            ),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        )
        op.create_index(op.f(f"ix_{name}_person_id"), name, ["person_id"])
    with op.batch_alter_table("prompts_seen") as batch:
        one = op.f("uq_prompts_seen_partnership_id_person_id_stage")
        batch.create_unique_constraint(one, ["partnership_id", "person_id", "stage"])


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _day() -> sa.Column[date]:
    return sa.Column("day", sa.Date(), nullable=False)


def _kept(name: str) -> tuple[sa.Column[datetime], sa.Column[int]]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False), _count("revision")


def downgrade() -> None:
    """Down."""
    _tell_both_at_once()
    for name in ("hours", "reflections", "prompts_seen", "appointments"):
        op.drop_table(name)
    for table in ("goals", "wordings", "agreements"):
        op.drop_table(table)
    op.drop_table("drafts")
    with op.batch_alter_table("surveys") as batch:
        batch.add_column(sa.Column("answered_at", sa.DateTime(timezone=True)))
    surveys = sa.table(
        "surveys", *(sa.column(name) for name in ("issued_at", "answered", "answered_at"))
    )
    op.execute(
        sa.update(surveys)
        .where(surveys.c.answered == sa.true())
        .values(answered_at=surveys.c.issued_at)
    )
    with op.batch_alter_table("surveys") as batch:
        batch.drop_column("cut_short")
        batch.drop_column("answered")
        batch.drop_column("invited_at")
    op.drop_table("survey_texts")
    op.drop_table("survey_results")
    _no_pause_move_or_word()
    _complaints_alone()
    op.drop_table("consents")
    for statement in AS_IT_WAS[op.get_bind().dialect.name]:
        op.execute(statement)
    with op.batch_alter_table("people") as batch:
        batch.drop_column("reminders")
        batch.drop_column("quiet_until")
        batch.drop_column("told_at")
    op.drop_table("undoings")
    op.drop_table("stand_ins")
    with op.batch_alter_table("members") as batch:
        batch.drop_column("absent_until")
        batch.drop_column("absent_from")
    with op.batch_alter_table("audit") as batch:
        batch.drop_index(op.f("ix_audit_behalf"))
        batch.drop_constraint(op.f("fk_audit_behalf"), type_="foreignkey")
        batch.drop_column("behalf")


def _make_agreements() -> None:
    """Agreements with their wordings, and goals (R5.1, R5.2)."""
    op.create_table(
        "agreements",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("scheme", sa.String(length=60), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("mentee_signed", sa.Integer()),
        sa.Column("mentor_signed", sa.Integer()),
        sa.Column("signed_at", sa.DateTime(timezone=True)),
        sa.Column("agreed", sa.Integer()),
        sa.Column("agreed_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnerships.id"], name=op.f("fk_agreements_partnership_id")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["people.id"], name=op.f("fk_agreements_changed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
        sa.UniqueConstraint("partnership_id", name=op.f("uq_agreements_partnership_id")),
    )
    op.create_index(op.f("ix_agreements_changed_by"), "agreements", ["changed_by"])
    op.create_table(
        "wordings",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreements.id"], name=op.f("fk_wordings_agreement_id")
        ),
        sa.ForeignKeyConstraint(["written_by"], ["people.id"], name=op.f("fk_wordings_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wordings")),
        sa.UniqueConstraint(
            "agreement_id", "revision", name=op.f("uq_wordings_agreement_id_revision")
        ),
    )
    op.create_index(op.f("ix_wordings_written_by"), "wordings", ["written_by"])
    op.create_table(
        "goals",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("progress", sa.String(length=20), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True)),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnerships.id"], name=op.f("fk_goals_partnership_id")
        ),
        sa.ForeignKeyConstraint(["set_by"], ["people.id"], name=op.f("fk_goals_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goals")),
    )
    op.create_index(op.f("ix_goals_partnership_id"), "goals", ["partnership_id"])
    op.create_index(op.f("ix_goals_set_by"), "goals", ["set_by"])
