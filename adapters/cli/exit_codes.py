"""The exit codes, and what we ourselves say no to."""

DONE = 0
REFUSED = 1
BAD_INPUT = 2
UNUSABLE = 3
DEFECT = 70  # sysexits: an error of the software
INTERRUPTED = 130


class BadInput(Exception):
    """What was typed cannot be understood: one of our sentences, its events, and what could be meant."""

    def __init__(self, key: str, *, choices: tuple[str, ...] = (), **fields: object) -> None:
        super().__init__(key, fields)
        self.key = key
        self.fields = fields
        self.choices = choices
