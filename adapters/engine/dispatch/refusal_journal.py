"""The entry of a refusal in the refusal journal, and the parties that may read it."""

from typing import Any

from domain.aggregates import AGGREGATES, PartyIds
from domain.language import Language, Party, Stream
from domain.record import Act, AuthMethod
from domain.refused import RefusalRecorded, Refused


def make_journal_entry(refused: Refused, name: str, act: Act, about: Stream) -> RefusalRecorded:
    """Return the event that records the refusal of the command `name` about a stream."""
    return RefusalRecorded(
        command=name,
        party=act.by.effective_party,
        principal=act.by.principal,
        about=str(about),
        refusal=type(refused).__name__,
        rule=refused.rule.id,
        article=refused.rule.article,
        saw=refused.saw,
        fr=refused.sentence(Language.FRENCH),
        en=refused.sentence(Language.ENGLISH),
    )


def find_concerned_parties(act: Act, about: Stream, state: Any) -> PartyIds:
    """Return the client and the consultant that a refusal concerns: the principal, or the party it acts for.

    The refusal of a saga's command concerns the parties of its stream; only the umbrella company reads it.
    """
    client, consultant = AGGREGATES[about.kind].parties(about, state)
    if act.by.method is AuthMethod.SAGA:
        return client, consultant
    if act.by.acting_for is None:
        client = consultant = act.by.represents
    return (
        client if act.by.effective_party is Party.CLIENT else None,
        consultant if act.by.effective_party is Party.CONSULTANT else None,
    )
