"""The exit codes, and the error for arguments that cannot be understood."""

DONE = 0
REFUSED = 1
BAD_INPUT = 2
UNUSABLE = 3
DEFECT = 70  # sysexits: an error of the software
INTERRUPTED = 130


class BadInput(Exception):
    """An argument cannot be understood: the key of a text, its fields, and the possible choices."""

    def __init__(self, key: str, *, choices: tuple[str, ...] = (), **fields: object) -> None:
        super().__init__(key, fields)
        self.key = key
        self.fields = fields
        self.choices = choices
