"""Why a database does not answer, in words for whoever set it up; never its address, which may hold a password."""

import socket
from collections.abc import Mapping

ESCAPED = (
    "In a password, @ is written %40, : is %3A, / is %2F, # is %23, ? is %3F and % is %25, as they mean something else in an "
    "address."
)
# PostgreSQL's own codes, the same in any language.
BY_CODE: Mapping[str, str] = {
    "28P01": f"The server does not take the user and password in MENTORING_DATABASE_URL. {ESCAPED}",
    "28000": f"The server does not let the user in MENTORING_DATABASE_URL in from here (pg_hba.conf, or no such user). {ESCAPED}",
    "3D000": "The server has no database of the name in MENTORING_DATABASE_URL. Make it (createdb), or name another.",
    "42501": "The user in MENTORING_DATABASE_URL may not work in that database. Give it the right to create tables there.",
    "53300": "The server takes no more connections. Raise its max_connections, or stop something else that is connected.",
    "57P03": "The server is only just starting. Wait a moment, and try again.",
}
NO_HOST = f"The database does not answer: there is no server of the name in MENTORING_DATABASE_URL. {ESCAPED}"
REFUSED = "The database does not answer: nothing listens at the host and port in MENTORING_DATABASE_URL. Does the server run?"
SILENT = "The database does not answer in time. Is the host in MENTORING_DATABASE_URL right, and does a firewall let it through?"
SPLIT = f"MENTORING_DATABASE_URL can't be taken apart: its host and name hold an @. {ESCAPED}"
PORT = f"MENTORING_DATABASE_URL has a port that is no number. {ESCAPED}"


def reason(error: BaseException, code: str) -> str:
    """What is wrong and what to do."""
    match error:
        case socket.gaierror():
            return NO_HOST
        case ConnectionRefusedError():
            return REFUSED
        case TimeoutError():
            return SILENT
        case _:
            return BY_CODE.get(
                code,
                f"The database does not answer ({code}). Is MENTORING_DATABASE_URL right, is the server running, and may this "
                "user write there?",
            )
