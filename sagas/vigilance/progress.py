"""The progress of the saga of vigilance: missions and certificate of a client, cover of the company."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct, field

from domain.language import EventId, MissionId
from sagas.asks import SagaProgress


class ClientMission(Struct, frozen=True, kw_only=True, gc=False):
    """A mission for a client; `fact` is its signature, `told` means served by a voluntary certificate."""

    needs: bool = False
    fact: EventId | None = None
    signed_on: date | None = None
    told: bool = False


class VigilanceCertificate(Struct, frozen=True, gc=False):
    """The last certificate of a client, and the day for the next one."""

    fact: EventId
    next_due_on: date


class CompanyCover(Struct, frozen=True, kw_only=True, gc=False):
    """A guarantee or an insurance, named by its guarantor or policy number."""

    fact: EventId
    name: str
    valid_from: date
    valid_until: date
    attest_by: date | None = None


class WatchedCompany(Struct, frozen=True, kw_only=True, gc=False):
    """The umbrella company: its declaration and its cover; `no_guarantee` and `no_insurance` are lapses."""

    fact: EventId
    declared: bool = False
    guarantees: tuple[CompanyCover, ...] = ()
    insurances: tuple[CompanyCover, ...] = ()
    no_guarantee: EventId | None = None
    no_insurance: EventId | None = None


class VigilanceProgress(SagaProgress, frozen=True, kw_only=True):
    """The progress of one client, or of the umbrella company with its missions under way."""

    missions: Mapping[str, ClientMission] = field(default_factory=dict[str, ClientMission])
    certificate: VigilanceCertificate | None = None
    companies: Mapping[str, WatchedCompany] = field(default_factory=dict[str, WatchedCompany])
    under_way: frozenset[MissionId] = frozenset()
