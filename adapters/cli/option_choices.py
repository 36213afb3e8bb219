"""The choices of options that differ from the enums of the domain."""

from enum import StrEnum

from domain.language import Audience, Party


class AsParty(StrEnum):
    """The parties that may submit a command by hand; the engine's own party is left out."""

    CLIENT = Party.CLIENT.value
    CONSULTANT = Party.CONSULTANT.value
    UMBRELLA = Party.UMBRELLA.value


class AdmittedRole(StrEnum):
    """The roles that a principal may have on the broker; the other roles are for the product itself."""

    CLIENT = "client"
    CONSULTANT = "consultant"
    UMBRELLA = "umbrella"
    AUDITOR = "auditor"
    SUBSCRIBER = "subscriber"
    OPERATOR = "operator"


class PageReader(StrEnum):
    """The readers of a page."""

    CLIENT = "client"
    CONSULTANT = "consultant"
    UMBRELLA = "umbrella"
    AUDITOR = "auditor"

    @property
    def audience(self) -> Audience | None:
        """The audience of this reader; none for an auditor, who reads everything."""
        return None if self is PageReader.AUDITOR else Audience(self.value)
