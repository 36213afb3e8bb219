"""What the saga of vigilance remembers: a client's missions and certificate, the company's cover."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct, field

from domain.language import EventId, MissionId
from sagas.asks import SagaProgress


class ClientMission(Struct, frozen=True, kw_only=True, gc=False):
    """A mission for a client: whether its price asks for a certificate, since when it is signed."""

    needs: bool = False
    fact: EventId | None = None
    signed_on: date | None = None
    told: bool = False


class VigilanceCertificate(Struct, frozen=True, gc=False):
    """The certificate that a client has, and when it must have the next one."""

    fact: EventId
    next_due_on: date


class CompanyCover(Struct, frozen=True, kw_only=True, gc=False):
    """A guarantee or an insurance: by whom or under which policy, until when it stands."""

    fact: EventId
    name: str
    valid_from: date
    valid_until: date
    attest_by: date | None = None


class WatchedCompany(Struct, frozen=True, kw_only=True, gc=False):
    """An umbrella company: what it declared, and what stands behind it; a lapse names its event."""

    fact: EventId
    declared: bool = False
    guarantees: tuple[CompanyCover, ...] = ()
    insurances: tuple[CompanyCover, ...] = ()
    no_guarantee: EventId | None = None
    no_insurance: EventId | None = None


class VigilanceProgress(SagaProgress, frozen=True, kw_only=True):
    """What is watched for a client, under its stream; and for the company with its missions under way."""

    missions: Mapping[str, ClientMission] = field(default_factory=dict[str, ClientMission])
    certificate: VigilanceCertificate | None = None
    companies: Mapping[str, WatchedCompany] = field(default_factory=dict[str, WatchedCompany])
    under_way: frozenset[MissionId] = frozenset()
