"""What the story of vigilance remembers: a client's missions and certificate, the company's cover."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct, field

from domain.language import FactId, MissionId
from sagas.asks import SagaProgress


class Signed(Struct, frozen=True, kw_only=True, gc=False):
    """A mission for a client: whether its price asks for a certificate, since when it is signed."""

    needs: bool = False
    fact: FactId | None = None
    signed_on: date | None = None
    told: bool = False


class Certificate(Struct, frozen=True, gc=False):
    """The certificate that a client has, and when it must have the next one."""

    fact: FactId
    next_due_on: date


class Cover(Struct, frozen=True, kw_only=True, gc=False):
    """A guarantee or an insurance: by whom or under which policy, until when it stands."""

    fact: FactId
    name: str
    valid_from: date
    valid_until: date
    attest_by: date | None = None


class Company(Struct, frozen=True, kw_only=True, gc=False):
    """An umbrella company: what it declared, and what stands behind it; a lapse names its fact."""

    fact: FactId
    declared: bool = False
    guarantees: tuple[Cover, ...] = ()
    insurances: tuple[Cover, ...] = ()
    no_guarantee: FactId | None = None
    no_insurance: FactId | None = None


class VigilanceProgress(SagaProgress, frozen=True, kw_only=True):
    """What is watched for a client, under its stream; and for the company with its missions under way."""

    missions: Mapping[str, Signed] = field(default_factory=dict[str, Signed])
    certificate: Certificate | None = None
    companies: Mapping[str, Company] = field(default_factory=dict[str, Company])
    under_way: frozenset[MissionId] = frozenset()
