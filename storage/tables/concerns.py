"""Complaints, questions and issues, and what was said about each."""

from sqlalchemy import Boolean, Column, Date, Index, String, Table, false

from scheme.concern.concern import ComplaintOutcome, ComplaintStage, Concern
from scheme.concern.enquiry import Enquiry, EnquiryStage, Sort
from scheme.concern.remark import Remark, To
from scheme.promise import Missed
from storage.engine.columns import (
    OneNumberOf,
    OneOf,
    Sealed,
    SealedId,
    SealedIds,
    SubjectColumn,
    UtcDateTime,
)
from storage.tables.base import chance_id, mapper_registry, metadata, own_id, person

concerns = Table(
    "concerns",
    metadata,
    chance_id(),
    Column("scheme", String(60), nullable=False, index=True),
    person("raised_by"),
    Column("about", Sealed, nullable=False),
    Column("about_id", SealedId),
    Column("kept_from", SealedIds),
    Column("text", Sealed, nullable=False),
    Column("raised_at", UtcDateTime, nullable=False),
    Column("reply_by", Date, nullable=False),
    Column("again_by", Date),
    Column("missed", OneNumberOf(Missed), nullable=False, server_default="0"),
    Column("stage", OneOf(ComplaintStage, 30), nullable=False, server_default="received"),
    Column("apart", Boolean, nullable=False, server_default=false()),
    Column("reply", Sealed),
    Column("replied_at", UtcDateTime),
    person("replied_by", null=True),
    Column("advice_asked_at", UtcDateTime),
    Column("advised_at", UtcDateTime),
    Column("referred_at", UtcDateTime),
    Column("outcome", OneOf(ComplaintOutcome, 60)),
    Column("lesson", Sealed),
    Column("closed_at", UtcDateTime),
)
enquiries = Table(
    "enquiries",
    metadata,
    chance_id(),
    Column("scheme", String(60), nullable=False, index=True),
    Column("sort", OneOf(Sort, 20), nullable=False),
    person("raised_by"),
    Column("about", Sealed, nullable=False),
    Column("about_id", SealedId),
    Column("kept_from", SealedIds),
    Column("raised_at", UtcDateTime, nullable=False),
    Column("answer_by", Date, nullable=False),
    Column("missed", OneNumberOf(Missed), nullable=False, server_default="0"),
    Column("stage", OneOf(EnquiryStage, 30), nullable=False),
    Column("apart", Boolean, nullable=False),
    Column("late", Boolean, nullable=False),
    Column("passed_at", UtcDateTime),
    Column("first_answered_at", UtcDateTime),
    Column("answered_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
)
remarks = Table(
    "remarks",
    metadata,
    own_id(),
    Column("scheme", String(60), nullable=False),
    Column("subject", SubjectColumn(40), nullable=False),
    person("by"),
    Column("at", UtcDateTime, nullable=False),
    Column("to", OneOf(To, 20), nullable=False),
    Column("text", Sealed, nullable=False),
    Index("ix_remarks_subject", "subject"),
)

mapper_registry.map_imperatively(Concern, concerns)
mapper_registry.map_imperatively(Enquiry, enquiries)
mapper_registry.map_imperatively(Remark, remarks)
