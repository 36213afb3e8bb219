"""The effects of the last signature or consent: mission signed, scope amended, mission extended."""

from domain.consultant.consultant import Consultant
from domain.language import Key, MissionId, Party
from domain.law.contract import AGR_2, CC_4
from domain.law.employment import EMP_1
from domain.law.recourse import DEF_2, DEF_6, REC_1, REC_4
from domain.mission.breaching import cure_breaches
from domain.mission.changing import amend_scope, is_extension, new_rate_month
from domain.mission.closing import close_if_done
from domain.mission.events import MissionEvent
from domain.mission.events.changing import MissionExtended, ScopeAmended
from domain.mission.events.signing import MissionSigned
from domain.mission.evolve import apply_events
from domain.mission.mission import Mission, RequestedChange
from domain.mission.scope_checks import check_scope_limits, last_lawful_day
from domain.mission.terms import Scope
from domain.record import Act, Ground

THE_CONTRACT = "an employment contract"


def missing_for_signature(
    mission: Mission, identity: MissionId, change: Key | None, consultant: Consultant
) -> tuple[str, ...]:
    """Return what is missing for the signature of the service contract or an amendment."""
    assert mission.scope is not None, "what is signed is a scope"
    signed = mission.signed_by(change)
    there = {
        "the client's signature": Party.CLIENT in signed,
        "the umbrella company's signature": Party.UMBRELLA in signed,
        "the consultant's consent": change in mission.consents,
        THE_CONTRACT: _is_employed(mission, mission.scope, identity, change, consultant),
    }
    return tuple(what for what, present in there.items() if not present)


def complete_if_ready(
    mission: Mission, identity: MissionId, change: Key | None, consultant: Consultant, act: Act
) -> list[MissionEvent]:
    """Return the completing events if nothing is missing any more."""
    if change is None and mission.signed_on is not None:
        return []
    if missing_for_signature(mission, identity, change, consultant):
        return []
    if change is None:
        return _sign_mission(mission, identity, consultant, act)
    return _amend_mission(mission, change, consultant, act)


def _is_employed(
    mission: Mission, scope: Scope, identity: MissionId, change: Key | None, consultant: Consultant
) -> bool:
    """True if employment covers the remaining dates, up to the new end of an extended mission."""
    last, begun = scope.ends_on, mission.started_on is not None
    if change is not None:
        effect = mission.changes[change].effect
        if not is_extension(scope, effect):
            return True
        last = effect.ends_on
    return consultant.is_employed(identity, scope.starts_on, last, begun=begun)


def _sign_mission(
    mission: Mission, identity: MissionId, consultant: Consultant, act: Act
) -> list[MissionEvent]:
    """Sign the mission; only an employment contract that covers all days cures the breach of EMP-1."""
    assert mission.scope is not None, "what is signed is a scope"
    assert mission.began_on is not None, "a scope has its first day"
    covered = consultant.is_covered(identity, mission.began_on, mission.scope.ends_on)
    grounds = (
        AGR_2.make_ground(met=True, signed="client, umbrella", consented="consultant"),
        EMP_1.make_ground(met=covered, contract=consultant.contract_kind),
        CC_4.make_ground(met=True, service_contract="of this mission"),
    )
    signed = MissionSigned(signed_on=act.day, grounds=grounds)
    return [signed, *(cure_breaches(mission, EMP_1, f"contract of {act.day}") if covered else ())]


def _amend_mission(mission: Mission, key: Key, consultant: Consultant, act: Act) -> list[MissionEvent]:
    assert mission.scope is not None, "what is amended is a scope"
    before, change = mission.scope, mission.changes[key]
    scope = amend_scope(before, change.effect)
    check_scope_limits(mission, scope, act.day)
    since = new_rate_month(mission, change.effect, act.day)
    amendment = ScopeAmended(change=key, scope=scope, rate_from=since)
    extended: list[MissionEvent] = []
    if is_extension(before, change.effect) and before.ends_on and scope.ends_on:
        grounds = _extension_grounds(mission, scope, change, consultant, act)
        extended.append(
            MissionExtended(change=key, ended_on=before.ends_on, ends_on=scope.ends_on, grounds=grounds)
        )
    return [amendment, *extended, *close_if_done(apply_events(mission, amendment, *extended))]


def _extension_grounds(
    mission: Mission, scope: Scope, change: RequestedChange, consultant: Consultant, act: Act
) -> tuple[Ground, ...]:
    """Check the ground, the 36 months over all missions, the price and the employment contract again."""
    began = mission.began_on or scope.starts_on
    last = last_lawful_day(mission, began, act.day)
    ground = change.ground or (mission.need.ground if mission.need else "unknown")
    breaches = sorted(breach.rule for breach in mission.breaches.values())
    return (
        REC_1.make_ground(met=True, ground=ground),
        REC_4.make_ground(met=True, began_on=began, ends_on=scope.ends_on, last_lawful_day=last),
        DEF_2.make_ground(met=True, price=scope.price.amount, reconfirmed_by=Party.CONSULTANT),
        EMP_1.make_ground(met=True, contract=consultant.contract_kind),
        DEF_6.make_ground(met=not breaches, breaches=", ".join(breaches)),
    )
