"""What is counted for /metrics."""

from prometheus_client import Counter, Gauge, Histogram

# By kind alone: a count of each action would tell how many complaints there are, and when one comes in (R8.4).
ACTIONS = Counter("mentoring_actions_total", "Actions performed", ["kind", "outcome"])
SECONDS = Histogram("mentoring_action_seconds", "Time to perform an action and commit it", ["kind"])
DELIVERED = Counter("mentoring_deliveries_total", "Outbox rows handled", ["channel", "outcome"])
WAITING = Gauge("mentoring_outbox_waiting", "Outbox rows that wait to be sent, 10,000 at most")
SET_ASIDE = Gauge(
    "mentoring_outbox_set_aside",
    "Outbox rows that could not be sent and were set aside, 10,000 at most",
)
GIVEN_UP = Gauge(
    "mentoring_due_given_up", "Things whose time came and that failed until they were given up"
)
DUE = Counter("mentoring_due_total", "Things done because their time came")
