"""What the stand-ins for Slack and Teams share: the town, the stage, bad luck, strictness and pictures."""
