"""The conversations, one file each; kit/ holds what they all speak."""

from handlers.accounts.account import account_conversation
from handlers.accounts.by_mail import by_mail
from handlers.accounts.room import room
from handlers.accounts.signing_in import signing_in
from handlers.application.apply import apply
from handlers.application.in_calendar import application_days
from handlers.application.leaver import applicant_leaves
from handlers.application.manager_says import manager_says
from handlers.application.permission import permission_conversation
from handlers.application.promise import promise
from handlers.application.register_place import available
from handlers.application.second_contact import second_contact
from handlers.application.status import applied
from handlers.concern.advice import advice
from handlers.concern.aside import aside
from handlers.concern.complaint import complaint_conversation
from handlers.concern.complaint_handling import complaint_handling
from handlers.concern.enquiry import enquiry_conversation
from handlers.concern.enquiry_handling import enquiry_handling
from handlers.concern.figures import figures
from handlers.concern.leaver import asker_leaves
from handlers.concern.sounding import sounding_conversation
from handlers.forms.file import file
from handlers.forms.in_chat import in_chat
from handlers.forms.proving import proving
from handlers.home.find import find
from handlers.home.home import home
from handlers.home.intents import INTENTS, must_lead_somewhere
from handlers.home.say import saying
from handlers.kit.catalogue import Catalogue
from handlers.kit.conversation import Conversation
from handlers.learning.announcing import announcing
from handlers.learning.events import events
from handlers.learning.hosting import hosting
from handlers.learning.hours import hours
from handlers.learning.in_calendar import event_days
from handlers.learning.in_hours_log import event_hours
from handlers.learning.news import news
from handlers.learning.offering import offering
from handlers.learning.one_to_ones import one_to_ones
from handlers.learning.readiness import readiness
from handlers.learning.resources import resources
from handlers.learning.running import running
from handlers.matching.answer import mentor_answer
from handlers.matching.board import board
from handlers.matching.choices import choices
from handlers.matching.choose import choose
from handlers.matching.chosen import chosen
from handlers.matching.comment import comment
from handlers.matching.ended import ended
from handlers.matching.evening import evening
from handlers.matching.evening_together import together
from handlers.matching.evening_wishes import wishing
from handlers.matching.everybody import everybody
from handlers.matching.in_calendar import matching_days
from handlers.matching.next_pair import next_pair
from handlers.matching.pair import board_pair
from handlers.matching.parting import parting
from handlers.matching.propose import propose
from handlers.matching.question import question
from handlers.matching.sending import sending
from handlers.matching.so_far import so_far
from handlers.matching.talks import talks
from handlers.matching.told import told
from handlers.meeting.correct import correct
from handlers.meeting.hours_given import hours_given
from handlers.meeting.in_calendar import meeting_days
from handlers.meeting.log import meet
from handlers.meeting.plan import plan
from handlers.meeting.prompts import prepare
from handlers.meeting.quiet_weeks import quiet_weeks
from handlers.meeting.reflect import reflect
from handlers.oversight.digest import digest
from handlers.oversight.digest_told import digest_told
from handlers.oversight.leaver import member_leaves
from handlers.oversight.member_number import member_number
from handlers.oversight.opened import opened
from handlers.oversight.register_lists import lists
from handlers.oversight.review import review
from handlers.oversight.roster import organise
from handlers.oversight.standin import standin
from handlers.oversight.standing_aside import standing_aside
from handlers.oversight.timeline import in_time
from handlers.oversight.undo import undo
from handlers.oversight.waiting import waiting
from handlers.partnership.afterwards import afterwards
from handlers.partnership.agreement import agree
from handlers.partnership.certificate import certificate
from handlers.partnership.continuing import continuing
from handlers.partnership.end import end
from handlers.partnership.extend import extend
from handlers.partnership.fee import fee
from handlers.partnership.finished import finished
from handlers.partnership.goals import goals
from handlers.partnership.in_calendar import pair_days
from handlers.partnership.leaver import partner_leaves
from handlers.partnership.leaving import leaving
from handlers.partnership.lessons import overseen
from handlers.partnership.pause import pause
from handlers.partnership.start import start
from handlers.partnership.still import still
from handlers.partnership.thanking import thank
from handlers.people.devices import devices
from handlers.people.erase import erase
from handlers.people.erased import erased
from handlers.people.forget import forget
from handlers.people.mails import mails
from handlers.people.moved import moved
from handlers.people.name import name
from handlers.people.old_address import old_address
from handlers.people.own_calendar import own_calendar
from handlers.people.phone import phone
from handlers.people.privacy import privacy
from handlers.people.proved import proved
from handlers.people.record import record
from handlers.people.reminders import quiet
from handlers.reports.annual import report
from handlers.reports.now import now
from handlers.reports.success import success
from handlers.rounds.closing import closing
from handlers.rounds.places import places
from handlers.rounds.this_round import this_round
from handlers.searching.call import call
from handlers.searching.called import call_goes
from handlers.searching.invite import invite
from handlers.searching.invited import invited
from handlers.searching.mentor_says import mentor_says
from handlers.searching.nobody import nobody
from handlers.searching.one_more import one_more
from handlers.searching.over import search_over
from handlers.searching.standing import standing
from handlers.searching.waiting import wait
from handlers.survey.answer import survey_conversation
from handlers.survey.asked import asked_by_mail
from handlers.survey.awareness import aware
from handlers.survey.due import survey_due
from handlers.survey.equality import equality
from handlers.survey.in_calendar import survey_days

CONVERSATIONS: tuple[Conversation, ...] = (
    home,
    in_chat,
    apply,
    applied,
    second_contact,
    permission_conversation,
    manager_says,
    promise,
    available,
    question,
    so_far,
    talks,
    parting,
    opened,
    review,
    standing_aside,
    member_number,
    waiting,
    lists,
    in_time,
    digest,
    digest_told,
    propose,
    comment,
    everybody,
    board,
    board_pair,
    next_pair,
    evening,
    wishing,
    together,
    choices,
    chosen,
    choose,
    sending,
    mentor_answer,
    told,
    ended,
    nobody,
    one_more,
    mentor_says,
    invite,
    invited,
    call,
    call_goes,
    wait,
    standing,
    search_over,
    places,
    this_round,
    closing,
    start,
    meet,
    correct,
    quiet_weeks,
    agree,
    goals,
    plan,
    prepare,
    reflect,
    hours_given,
    event_hours,
    hours,
    events,
    announcing,
    news,
    hosting,
    running,
    survey_conversation,
    survey_due,
    aware,
    asked_by_mail,
    equality,
    end,
    leaving,
    finished,
    thank,
    certificate,
    one_to_ones,
    offering,
    readiness,
    resources,
    afterwards,
    overseen,
    extend,
    continuing,
    fee,
    still,
    pause,
    moved,
    proved,
    old_address,
    proving,
    name,
    sounding_conversation,
    enquiry_conversation,
    enquiry_handling,
    complaint_conversation,
    complaint_handling,
    advice,
    aside,
    figures,
    success,
    now,
    report,
    quiet,
    privacy,
    erase,
    erased,
    applicant_leaves,
    partner_leaves,
    asker_leaves,
    member_leaves,
    devices,
    own_calendar,
    application_days,
    matching_days,
    meeting_days,
    event_days,
    pair_days,
    survey_days,
    mails,
    organise,
    account_conversation,
    by_mail,
    signing_in,
    room,
    standin,
    undo,
    phone,
    file,
    forget,
    record,
    find,
    saying,
)

CATALOGUE = Catalogue(CONVERSATIONS)
must_lead_somewhere(INTENTS, CATALOGUE.steps)
