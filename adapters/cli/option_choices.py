"""What an option lets choose from, where that is less or more than the words of the domain."""

from enum import StrEnum

from domain.language import Audience, Party


class AsParty(StrEnum):
    """Who may give a command by hand; what follows of itself is the engine's."""

    CLIENT = Party.CLIENT.value
    CONSULTANT = Party.CONSULTANT.value
    UMBRELLA = Party.UMBRELLA.value


class AdmittedRole(StrEnum):
    """As what somebody may be let connect to the broker; the other roles are the product's own."""

    CLIENT = "client"
    CONSULTANT = "consultant"
    UMBRELLA = "umbrella"
    AUDITOR = "auditor"
    SUBSCRIBER = "subscriber"
    OPERATOR = "operator"


class PageReader(StrEnum):
    """Whose eyes read a page."""

    CLIENT = "client"
    CONSULTANT = "consultant"
    UMBRELLA = "umbrella"
    AUDITOR = "auditor"

    @property
    def audience(self) -> Audience | None:
        """The audience of this reader; none for an auditor, who reads all."""
        return None if self is PageReader.AUDITOR else Audience(self.value)
