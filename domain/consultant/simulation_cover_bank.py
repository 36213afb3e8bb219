"""Decide on what goes with employment: the simulation before it, social cover, bank details."""

from datetime import date

from domain.consultant.consultant import Consultant
from domain.consultant.developing import other_party
from domain.consultant.employment_terms import Cover
from domain.consultant.events import ConsultantEvent
from domain.consultant.events.hiring import BankDetailsChanged, SimulationDelivered, SocialCoverAffiliated
from domain.consultant.hiring import require_registered
from domain.language import BasisPoints, Cents, ConsultantId, DocumentHash, Happened, Iban, Label, command
from domain.law.contract import CTL_1
from domain.law.employment import EMP_5
from domain.law.employment_conditions import CC_27
from domain.record import Act
from domain.refusals import require_two_persons


@command
class DeliverSimulation:
    """The umbrella company shows the person what pay a monthly price would give; cents."""

    consultant: ConsultantId
    delivered_on: Happened
    price: Cents
    gross: Cents
    net_before_tax: Cents
    document: DocumentHash


@command
class AffiliateSocialCover:
    """The consultant is covered by a body from a day on."""

    consultant: ConsultantId
    cover: Cover
    body: Label
    from_on: date
    document: DocumentHash


@command
class ChangeBankDetails:
    """The consultant's pay goes to another account; a person of each side confirms it."""

    consultant: ConsultantId
    iban: Iban
    from_on: date


def simulate(
    consultant: Consultant, fee_share: BasisPoints, command: DeliverSimulation, _: Act
) -> list[ConsultantEvent]:
    """Record a simulation, computed with the fee of its day."""
    require_registered(consultant, command.consultant)
    return [
        SimulationDelivered(
            delivered_on=command.delivered_on,
            price=command.price,
            fee_share=fee_share,
            gross=command.gross,
            net_before_tax=command.net_before_tax,
            document=command.document,
        )
    ]


def affiliate(consultant: Consultant, command: AffiliateSocialCover, _: Act) -> list[ConsultantEvent]:
    """Record a social cover."""
    require_registered(consultant, command.consultant)
    rule = EMP_5 if command.cover is Cover.OCCUPATIONAL_HEALTH else CC_27
    return [
        SocialCoverAffiliated(
            cover=command.cover,
            body=command.body,
            from_on=command.from_on,
            document=command.document,
            grounds=(rule.make_ground(met=True, cover=command.cover),),
        )
    ]


def change_bank_details(
    consultant: Consultant, command: ChangeBankDetails, act: Act
) -> list[ConsultantEvent]:
    """Change the account for pay, confirmed by two persons; only the vault holds the number."""
    require_registered(consultant, command.consultant)
    require_two_persons(act, "ChangeBankDetails", other_party(act))
    two_persons_check = CTL_1.make_ground(met=True, first=act.by.effective_party, second=other_party(act))
    return [BankDetailsChanged(iban=command.iban, from_on=command.from_on, grounds=(two_persons_check,))]
