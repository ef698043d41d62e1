"""Reports of mail that did not arrive, as servers write them (RFC 3464)."""


def report(
    identity: str,
    address: str,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    kind: str = "delivery-status",
    headers_alone: bool = False,
) -> bytes:
    """A report about the mail with a Message-ID, to an address."""
    original = f"From: mentoring@fells.example.org\nTo: {address}\nMessage-ID: <{identity}>\nSubject: News\n"
    if headers_alone:
        returned = f"Content-Type: text/rfc822-headers\n\n{original}"
    else:
        returned = f"Content-Type: message/rfc822\n\n{original}\nHello.\n"
    text = f"""\
From: MAILER-DAEMON@mx.example.org
To: mentoring@fells.example.org
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type={kind}; boundary="=b"

--=b
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--=b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 No such user

--=b
{returned}
--=b--
"""
    return text.replace("\n", "\r\n").encode()
