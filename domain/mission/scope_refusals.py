"""The refusals of a scope: the ground to use portage, its length, its price, its terms."""

from dataclasses import field
from datetime import date

from domain.language import Key, Label, Party
from domain.law.billing import BIL_3
from domain.law.contract import AGR_1, COM_4
from domain.law.recourse import DEF_2, REC_1, REC_2, REC_3, REC_4, REC_5
from domain.mission.terms import RecourseGround
from domain.refused import Refused, refusal


@refusal
class GroundMissing(Refused):
    """A client resorts to portage only for an occasional task or an expertise it lacks."""

    rule = REC_1
    declared: RecourseGround


@refusal
class ReplacesStriker(Refused):
    """Portage may not replace an employee on strike."""

    rule = REC_2
    because = (
        "le besoin est de remplacer un salarié gréviste",
        "the need is to replace an employee on strike",
    )


@refusal
class DangerousWork(Refused):
    """Portage may not be used for particularly dangerous work, unless a derogation is in force."""

    rule = REC_3
    derogations: tuple[Label, ...] = field(default=())


@refusal
class TooLong(Refused):
    """The work does not last more than 36 months."""

    rule = REC_4
    starts_on: date
    ends_on: date
    months_max: int
    earlier_days: int = 0


@refusal
class HomeService(Refused):
    """Home and personal services cannot be the object of a portage contract."""

    rule = REC_5
    because = ("le besoin est un service à la personne", "the need is a home or personal service")


@refusal
class PriceNotTheConsultants(Refused):
    """The consultant agrees his price with the client himself."""

    rule = DEF_2
    price_set_by: Party


@refusal
class ScheduleUnbalanced(Refused):
    """The instalments add up to the price, and each waits for an item of the scope."""

    rule = AGR_1
    price: int
    schedule: int
    unknown: tuple[Key, ...] = ()


@refusal
class PaymentTermTooLong(Refused):
    """The client pays at the latest sixty days after the date of the invoice."""

    rule = BIL_3
    agreed_days: int
    days_max: int


@refusal
class ItemsMissing(Refused):
    """The service contract holds the nine items of L1254-23."""

    rule = COM_4
    missing: tuple[Label, ...]


@refusal
class NoDerogation(Refused):
    """Only the prohibition of dangerous work has derogations."""

    rule = REC_3
    asked_of: Key


@refusal
class NotSameParties(Refused):
    """The 36 months are counted over missions of one consultant for one client."""

    rule = REC_4
    earlier: Label
