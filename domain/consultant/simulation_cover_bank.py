"""What goes with employment: the simulation before it, social cover, the account that pay goes to."""

from datetime import date

from domain.consultant.consultant import Consultant
from domain.consultant.developing import other_side
from domain.consultant.employment_terms import Cover
from domain.consultant.events import ConsultantEvent
from domain.consultant.events.hiring import BankDetailsChanged, SimulationDelivered, SocialCoverAffiliated
from domain.consultant.hiring import known
from domain.language import BasisPoints, Cents, ConsultantId, DocumentHash, Happened, Iban, Label, command
from domain.law.contract import CTL_1
from domain.law.employment import EMP_5
from domain.law.employment_conditions import CC_27
from domain.record import Act
from domain.refusals import by_two


@command
class DeliverSimulation:
    """The person is told what a price of a month would pay; cents."""

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
    """Pay goes to another account of the consultant; a person of each side says so."""

    consultant: ConsultantId
    iban: Iban
    from_on: date


def simulate(
    consultant: Consultant, fee_share: BasisPoints, order: DeliverSimulation, _: Act
) -> list[ConsultantEvent]:
    """Deliver a simulation under the fee of its day."""
    known(consultant, order.consultant)
    return [
        SimulationDelivered(
            delivered_on=order.delivered_on,
            price=order.price,
            fee_share=fee_share,
            gross=order.gross,
            net_before_tax=order.net_before_tax,
            document=order.document,
        )
    ]


def affiliate(consultant: Consultant, order: AffiliateSocialCover, _: Act) -> list[ConsultantEvent]:
    """Note a cover."""
    known(consultant, order.consultant)
    rule = EMP_5 if order.cover is Cover.OCCUPATIONAL_HEALTH else CC_27
    return [
        SocialCoverAffiliated(
            cover=order.cover,
            body=order.body,
            from_on=order.from_on,
            document=order.document,
            grounds=(rule.asked(met=True, cover=order.cover),),
        )
    ]


def change_bank_details(consultant: Consultant, order: ChangeBankDetails, act: Act) -> list[ConsultantEvent]:
    """Change where pay goes, by two persons; the vault alone holds the number."""
    known(consultant, order.consultant)
    by_two(act, "ChangeBankDetails", other_side(act))
    asked = CTL_1.asked(met=True, first=act.by.whose, second=other_side(act))
    return [BankDetailsChanged(iban=order.iban, from_on=order.from_on, grounds=(asked,))]
