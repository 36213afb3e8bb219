"""What the last signature or consent makes true: a mission signed, a scope amended, a mission extended."""

from domain.consultant.consultant import Consultant
from domain.language import Key, MissionId, Party
from domain.law.contract import AGR_2, CC_4
from domain.law.employment import EMP_1
from domain.law.recourse import DEF_2, DEF_6, REC_1, REC_4
from domain.mission.breaching import cured
from domain.mission.changing import amended, longer, rate_from
from domain.mission.closing import closing
from domain.mission.events import MissionEvent
from domain.mission.events.changing import MissionExtended, ScopeAmended
from domain.mission.events.signing import MissionSigned
from domain.mission.evolve import after
from domain.mission.mission import Change, Mission
from domain.mission.scope_checks import keep_within, last_lawful_day
from domain.mission.terms import Scope
from domain.record import Act, Ground

THE_CONTRACT = "an employment contract"


def lacking(
    mission: Mission, identity: MissionId, change: Key | None, consultant: Consultant
) -> tuple[str, ...]:
    """Return what the service contract, or an amendment, still waits for."""
    assert mission.scope is not None, "what is signed is a scope"
    signed = mission.signed_by(change)
    there = {
        "the client's signature": Party.CLIENT in signed,
        "the umbrella company's signature": Party.UMBRELLA in signed,
        "the consultant's consent": change in mission.consents,
        THE_CONTRACT: _employed(mission, mission.scope, identity, change, consultant),
    }
    return tuple(what for what, present in there.items() if not present)


def completed(
    mission: Mission, identity: MissionId, change: Key | None, consultant: Consultant, act: Act
) -> list[MissionEvent]:
    """Return what was the last to make true, if nothing lacks any more."""
    if change is None and mission.signed_on is not None:
        return []
    if lacking(mission, identity, change, consultant):
        return []
    if change is None:
        return _signed(mission, identity, consultant, act)
    return _amended(mission, change, consultant, act)


def _employed(
    mission: Mission, scope: Scope, identity: MissionId, change: Key | None, consultant: Consultant
) -> bool:
    """The dates are covered, or what is left of them: of a mission made longer, up to its new end."""
    last, begun = scope.ends_on, mission.started_on is not None
    if change is not None:
        effect = mission.changes[change].effect
        if not longer(scope, effect):
            return True
        last = effect.ends_on
    return consultant.employed(identity, scope.starts_on, last, begun=begun)


def _signed(mission: Mission, identity: MissionId, consultant: Consultant, act: Act) -> list[MissionEvent]:
    """A contract of every day cures its absence; after one that began late, the breach stands."""
    assert mission.scope is not None, "what is signed is a scope"
    assert mission.began_on is not None, "a scope has its first day"
    covered = consultant.covered(identity, mission.began_on, mission.scope.ends_on)
    grounds = (
        AGR_2.asked(met=True, signed="client, umbrella", consented="consultant"),
        EMP_1.asked(met=covered, contract=consultant.contract_kind),
        CC_4.asked(met=True, service_contract="of this mission"),
    )
    signed = MissionSigned(signed_on=act.day, grounds=grounds)
    return [signed, *(cured(mission, EMP_1, f"contract of {act.day}") if covered else ())]


def _amended(mission: Mission, key: Key, consultant: Consultant, act: Act) -> list[MissionEvent]:
    assert mission.scope is not None, "what is amended is a scope"
    before, change = mission.scope, mission.changes[key]
    scope = amended(before, change.effect)
    keep_within(mission, scope, act.day)
    since = rate_from(mission, change.effect, act.day)
    amendment = ScopeAmended(change=key, scope=scope, rate_from=since)
    extended: list[MissionEvent] = []
    if longer(before, change.effect) and before.ends_on and scope.ends_on:
        grounds = _asked_again(mission, scope, change, consultant, act)
        extended.append(
            MissionExtended(change=key, ended_on=before.ends_on, ends_on=scope.ends_on, grounds=grounds)
        )
    return [amendment, *extended, *closing(after(mission, amendment, *extended))]


def _asked_again(
    mission: Mission, scope: Scope, change: Change, consultant: Consultant, act: Act
) -> tuple[Ground, ...]:
    """Ask the ground, the 36 months over all missions, the price and the employment contract again."""
    began = mission.began_on or scope.starts_on
    last = last_lawful_day(mission, began, act.day)
    ground = change.ground or (mission.need.ground if mission.need else "unknown")
    breaches = sorted(breach.rule for breach in mission.breaches.values())
    return (
        REC_1.asked(met=True, ground=ground),
        REC_4.asked(met=True, began_on=began, ends_on=scope.ends_on, last_lawful_day=last),
        DEF_2.asked(met=True, price=scope.price.amount, reconfirmed_by=Party.CONSULTANT),
        EMP_1.asked(met=True, contract=consultant.contract_kind),
        DEF_6.asked(met=not breaches, breaches=", ".join(breaches)),
    )
