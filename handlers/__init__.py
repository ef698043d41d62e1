"""The conversations, one file each; kit/ holds what they all speak."""

from handlers.answer import answer
from handlers.applied import applied
from handlers.apply import apply
from handlers.available import available
from handlers.choose import choose
from handlers.concern import concern
from handlers.end import end
from handlers.home import home, shows
from handlers.kit.flow import Conversation
from handlers.meet import meet
from handlers.promise import promise
from handlers.propose import propose
from handlers.question import question
from handlers.review import review
from handlers.start import start
from handlers.survey import survey
from handlers.waiting import waiting

CONVERSATIONS: tuple[Conversation, ...] = (
    home,
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
    survey,
    end,
    concern,
)

shows([stands for conversation in CONVERSATIONS for stands in conversation.standings])
