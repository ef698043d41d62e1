"""What somebody does on each platform to bring the bot into a channel, and to make that channel the Group's."""

from collections.abc import Mapping

from manifest import slack, teams

BRINGING_IN: Mapping[str, str] = {"slack": slack.BRINGING_IN, "teams": teams.BRINGING_IN}
SAYING_HERE: Mapping[str, str] = {"slack": slack.SAYING_HERE, "teams": teams.SAYING_HERE}
