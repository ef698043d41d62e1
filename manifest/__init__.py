"""What a platform is told about the app, made from what the bot really does there."""


class ManifestProblem(Exception):
    """A manifest cannot be made of what was given. The text says why."""
