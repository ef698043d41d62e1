"""The ids of things, each a type of its own: one is not given where another is meant, and the type checker sees to it.

A row's id becomes of its type where it is read into an object. What names a thing of any kind is a `Subject`.
"""

from typing import NewType

PersonId = NewType("PersonId", int)
ApplicationId = NewType("ApplicationId", int)
ProposalId = NewType("ProposalId", int)
CandidateId = NewType("CandidateId", int)
PartnershipId = NewType("PartnershipId", int)
MeetingId = NewType("MeetingId", int)
RaisedId = NewType("RaisedId", int)  # of a complaint, a question or an issue

NOBODY = PersonId(0)  # where a person may be meant, and none is
