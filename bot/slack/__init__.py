"""Slack: the only room in which slack_bolt and slack_sdk are known."""
