"""One plausible command of each kind about the company itself and the state of its clients."""

from datetime import date
from typing import Any

from domain.client.client_changes import (
    CheckSolvency,
    DeliverVigilanceCertificate,
    RecordInsolvency,
    ReplaceClientContact,
)
from domain.client.events import Proceedings, Solvency
from domain.language import ClientId, ContactId, MinimumReading, MissionId, Region
from domain.umbrella.controls_and_disputes import (
    CloseControl,
    CloseDispute,
    LiftLegalHold,
    OpenControl,
    OpenDispute,
    PlaceLegalHold,
)
from domain.umbrella.events import Authority, DisputeOutcome, LapseCause
from domain.umbrella.lapsing import AttestGuarantee, LapseGuarantee, LapseInsurance
from domain.umbrella.settings import AdoptCalendar, AdoptPolicy
from tests.domain.given import ACME, ALTO, ANNE, DOCUMENT, MISSION
from tests.domain.words import said

Commands = tuple[Any, ...]
WORDS = said("as we said")
DAY = date(2026, 3, 2)


def of_the_company(
    mission: MissionId = MISSION, guarantor: str = "Caution", policy_number: str = "RC-1"
) -> Commands:
    """The settings, lapses, controls and disputes of the umbrella company, in a possible sequence."""
    ours = {"umbrella": ALTO}
    lost = {"lapsed_on": date(2029, 1, 1), "cause": LapseCause.UNPAID, "missions": (mission,)}
    matter = {"opened_on": DAY, "missions": (mission,), "document": DOCUMENT}
    over = {"closed_on": date(2026, 9, 1), "document": DOCUMENT}
    return (
        AttestGuarantee(**ours, guarantor=guarantor, sent_on=date(2020, 1, 8), document=DOCUMENT),
        AdoptPolicy(**ours, from_on=DAY, minimum_reading=MinimumReading.FROZEN_2017_TOTAL),
        AdoptCalendar(**ours, from_on=DAY, region=Region.FRANCE),
        OpenControl(**ours, control="URSSAF-26", authority=Authority.URSSAF, **matter),
        OpenDispute(**ours, dispute="CPH-26", **matter),
        PlaceLegalHold(**ours, hold="H1", matter="CPH-26", subjects=(mission, ANNE)),
        CloseControl(**ours, control="URSSAF-26", **over),
        CloseDispute(**ours, dispute="CPH-26", outcome=DisputeOutcome.SETTLED, **over),
        LiftLegalHold(**ours, hold="H1"),
        LapseGuarantee(**ours, guarantor=guarantor, **lost),
        LapseInsurance(**ours, policy_number=policy_number, **lost),
    )


def of_a_watched_client(client: ClientId = ACME, contact: ContactId | None = None) -> Commands:
    """The commands about a registered client; its contact has the client's id by default."""
    successor = ContactId(ANNE)
    return (
        ReplaceClientContact(
            client=client,
            replaces=contact or ContactId(client),
            contact=successor,
            name=WORDS,
            email=WORDS,
            capacity=WORDS,
            from_on=DAY,
        ),
        DeliverVigilanceCertificate(
            client=client,
            issued_on=DAY,
            delivered_on=DAY,
            amount=1_000_000,
            on_request=True,
            document=DOCUMENT,
        ),
        CheckSolvency(
            client=client, checked_on=DAY, source="Infolégale", solvency=Solvency.SOUND, document=DOCUMENT
        ),
        RecordInsolvency(
            client=client,
            proceedings=Proceedings.RECEIVERSHIP,
            judged_on=DAY,
            published_on=date(2026, 3, 9),
            document=DOCUMENT,
        ),
    )
