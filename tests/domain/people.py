"""The people of the tests: one umbrella company, one client, one employed consultant, and their events."""

from datetime import date

from domain.account.events import AccountOpened
from domain.cents_and_months import add_months
from domain.client.events import ClientRegistered
from domain.consultant.employment_terms import ContractKind, QualificationKind
from domain.consultant.events.hiring import (
    ConsultantRegistered,
    EmploymentContractConcluded,
    HireDeclared,
    LevelAssigned,
    QualificationVerified,
)
from domain.language import Level, MissionId
from domain.law.company import EPS_3
from domain.law.employment import EMP_6, EMP_7
from domain.umbrella.events import (
    ActivityDeclared,
    CompanyRegistered,
    FeeSchemeAdopted,
    GuaranteeProvided,
    InsuranceProvided,
)
from tests.domain.given import (
    ALTO,
    ANNE,
    DOCUMENT,
    TODAY,
)
from tests.domain.words import EMPLOYMENT_CLAUSES, FIRST_DAY, HIRING_ASKED, of_anne

REGISTERED_COMPANY = CompanyRegistered(
    siren="552100554", vat_number="FR83552100554", name="Alto Portage", address="1 rue Haute, Lyon"
)
DECLARED = ActivityDeclared(declared_on=date(2020, 1, 1), may_begin_on=date(2020, 1, 16), document=DOCUMENT)
GUARANTEED = GuaranteeProvided(
    guarantor="Caution Mutuelle",
    amount=50_000_000,
    valid_from=date(2020, 1, 1),
    valid_until=date(2029, 12, 31),
    document=DOCUMENT,
    attestation_due_on=date(2020, 1, 11),
    grounds=(EPS_3.make_ground(met=True, amount=50_000_000, minimum=8_227_200),),
)
INSURED = InsuranceProvided(
    insurer="Assurance Mutuelle",
    policy_number="RC-1",
    valid_from=date(2020, 1, 1),
    valid_until=date(2029, 12, 31),
    document=DOCUMENT,
)
FEE = FeeSchemeAdopted(from_on=date(2020, 1, 1), share=1_000)
AN_UMBRELLA_COMPANY = (REGISTERED_COMPANY, DECLARED, GUARANTEED, INSURED, FEE)

A_CLIENT = ClientRegistered(
    siren="732829320",
    siret="73282932000074",
    vat_number="FR44732829320",
    name="Acme",
    address="2 rue Basse, Lille",
)

REGISTERED_CONSULTANT = ConsultantRegistered(
    umbrella=ALTO,
    name=of_anne("Anne"),
    address=of_anne("3 rue Longue, Nantes"),
    email=of_anne("anne"),
    nir=DOCUMENT,
    iban=DOCUMENT,
)
QUALIFIED = QualificationVerified(kind=QualificationKind.DEGREE, years=5, document=DOCUMENT)
A_CONSULTANT = (
    REGISTERED_CONSULTANT,
    AccountOpened(consultant=ANNE),
    QUALIFIED,
    LevelAssigned(level=Level.SENIOR, from_on=date(2026, 1, 1)),
)
HIRE_DECLARED = HireDeclared(
    declared_on=date(2026, 2, 23),
    hired_on=FIRST_DAY,
    reference="DPAE-1",
    grounds=(
        EMP_6.make_ground(met=True, declared_on=date(2026, 2, 23), hired_on=FIRST_DAY),
        EMP_7.make_ground(
            met=True, declared_on=date(2026, 2, 23), hired_on=FIRST_DAY, earliest=date(2026, 2, 22)
        ),
    ),
)


def employed(
    kind: ContractKind = ContractKind.OPEN_ENDED,
    mission: MissionId | None = None,
    starts_on: date = FIRST_DAY,
    ends_on: date | None = None,
) -> EmploymentContractConcluded:
    return EmploymentContractConcluded(
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        mission=mission,
        clauses=EMPLOYMENT_CLAUSES,
        document=DOCUMENT,
        grounds=HIRING_ASKED,
        concluded_on=TODAY,
        interview_due_on=add_months(starts_on, 12),
    )


AN_EMPLOYED_CONSULTANT = (*A_CONSULTANT, HIRE_DECLARED, employed())
EVERYONE = (*AN_UMBRELLA_COMPANY, A_CLIENT, *AN_EMPLOYED_CONSULTANT)
