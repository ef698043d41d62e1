"""The conversations, one file each; kit/ holds what they all speak."""

from handlers.account import account
from handlers.advice import advice
from handlers.agree import agree
from handlers.answer import answer
from handlers.answering import answering
from handlers.applied import applied
from handlers.apply import apply
from handlers.aside import aside
from handlers.ask import ask
from handlers.asking import asking
from handlers.available import available
from handlers.choose import choose
from handlers.complaint import complaint
from handlers.concern import concern
from handlers.counts import counted
from handlers.end import end
from handlers.enquiry import enquiry
from handlers.extend import extend
from handlers.file import file
from handlers.forget import forget
from handlers.goals import goals
from handlers.home import home, shows
from handlers.kit.flow import Conversation
from handlers.meet import meet
from handlers.moved import moved
from handlers.organise import organise
from handlers.pause import pause
from handlers.phone import phone
from handlers.plan import plan
from handlers.prepare import prepare
from handlers.privacy import privacy
from handlers.promise import promise
from handlers.propose import propose
from handlers.question import question
from handlers.quiet import quiet
from handlers.reflect import reflect
from handlers.review import review
from handlers.room import room
from handlers.sounding import sounding
from handlers.standin import standin
from handlers.start import start
from handlers.survey import survey
from handlers.undo import undo
from handlers.waiting import waiting

CONVERSATIONS: tuple[Conversation, ...] = (
    home,
    ask,
    apply,
    applied,
    promise,
    available,
    question,
    review,
    waiting,
    propose,
    choose,
    answer,
    start,
    meet,
    agree,
    goals,
    plan,
    prepare,
    reflect,
    survey,
    asking,
    end,
    extend,
    pause,
    moved,
    sounding,
    enquiry,
    answering,
    concern,
    complaint,
    advice,
    aside,
    counted,
    quiet,
    privacy,
    organise,
    account,
    room,
    standin,
    undo,
    phone,
    file,
    forget,
)

shows([stands for conversation in CONVERSATIONS for stands in conversation.standings])
