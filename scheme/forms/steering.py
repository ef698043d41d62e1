"""What somebody types while a form is asked in the chat and that is no answer: a way to go, or a question of theirs (R2.9)."""

import re

BACK = "back"
SKIP = "skip"
LEAVE = "leave"
CANCEL = "cancel"
SEEN = "seen"
EXPLAIN = "explain"

WORDS = {
    BACK: ("back", "go back", "previous", "previous question", "one back", "wait go back"),
    SKIP: ("skip", "skip it", "skip this", "skip this one", "skip that", "pass", "next"),
    LEAVE: (
        "leave",
        "leave for now",
        "leave it",
        "leave it for now",
        "later",
        "stop",
        "stop it",
        "stop this",
        "stop now",
        "please stop",
        "pause",
        "enough",
        "quit",
        "exit",
        "not now",
        "no more",
        "i give up",
        "another day",
        "another time",
        "tomorrow",
        "do this later",
        "finish later",
        "come back later",
        "let me out",
        "get me out",
        "get me out of here",
    ),
    CANCEL: (
        "cancel",
        "cancel it",
        "cancel this",
        "cancel the form",
        "forget it",
        "forget this",
        "delete this",
        "delete it",
        "throw it away",
    ),
    SEEN: (
        "what i said",
        "what did i say",
        "what have i said",
        "show my answers",
        "my answers",
        "show me my answers",
    ),
    EXPLAIN: (
        "?",
        "what",
        "why",
        "explain",
        "explain this",
        "example",
        "for example",
        "i don't understand",
        "i dont understand",
        "don't understand",
        "i don't get it",
        "i dont get it",
        "not sure what you mean",
        "i'm not sure what you mean",
        "more information",
        "tell me more",
    ),
}
SAID = {text: way for way, texts in WORDS.items() for text in texts}
# Whole sentences alone, so that nothing that may be somebody's answer is taken for a way to go.
SENTENCES = (
    (CANCEL, r"i want to cancel( (this|it|the form))?"),
    (BACK, r"(can|could|may) (i|we) go back( (one|a question))?"),
    (BACK, r"i want to go back"),
    (SKIP, r"(can|could|may) (i|we) skip( (this|that|it|this one))?"),
    (LEAVE, r"(can|could|may) (i|we) (stop|pause|leave)( (this|it|now|here|for now))?"),
    (LEAVE, r"(can|could|may) (i|we) (do|finish) (this|it|the rest) (later|another day|tomorrow)"),
    (
        LEAVE,
        r"i('d like| would like| want| need| have) to (stop|pause|leave|go|quit)( (this|it|now|here))?",
    ),
    (
        LEAVE,
        r"i('ll| will) (do|finish) (this|it|the rest) (later|another time|another day|tomorrow)",
    ),
    (LEAVE, r"i don'?t want to (do this|go on|carry on|continue)( any ?more| now)?"),
    (
        EXPLAIN,
        r"(what|how) (does|do|is|are|should|shall|would|can) (this|that|it|you|i|we)( .{0,40})?",
    ),
    (EXPLAIN, r"what('s| is) (this|that)( .{0,20})?"),
    (EXPLAIN, r"why (do|are|would|should|is|does) (you|i|we|this|that)( .{0,40})?"),
    (EXPLAIN, r"who (will|can|would) (read|see) (this|that|it)"),
    (EXPLAIN, r"who (reads|sees) (this|that|it)"),
    (EXPLAIN, r"do i (have|need) to( .{0,30})?"),
    (EXPLAIN, r"is (this|that|it) (needed|required|necessary|optional)"),
    (EXPLAIN, r"can you explain( .{0,30})?"),
)
PATTERNS = tuple((way, re.compile(pattern)) for way, pattern in SENTENCES)
MOST = 80  # characters; what is longer is nobody's word to steer by


def steer(text: str) -> str:
    """Where a text leads: one of the ways named here; "" for an answer."""
    plain = " ".join(text.casefold().replace("\u2019", "'").split())
    said = plain.strip(" .!?,") or plain[:1]
    if not said or len(said) > MOST:
        return ""
    if said in SAID:
        return SAID[said]
    return next((way for way, pattern in PATTERNS if pattern.fullmatch(said)), "")
