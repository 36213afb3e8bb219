"""A scenario stops where its saga departs, and says which step, what was expected, what happened."""

import asyncio
from itertools import pairwise
from pathlib import Path

import pytest

from adapters.compose import open_engine
from adapters.compose.scenario_sagas import run_scenario as lived
from adapters.engine.store.stored import ClockKind
from adapters.scenarios import ScenarioFailed, ScenarioMalformed, ScenarioReport, StepResult, parse_scenario
from domain.language import Language
from tests.adapters.scenarios.test_reading import SAGA, changed


def told(store: Path, text: str) -> tuple[ScenarioReport, list[StepResult]]:
    heard: list[StepResult] = []

    async def live() -> ScenarioReport:
        async with open_engine(store, clock=ClockKind.SIMULATED) as engine:
            return await lived(parse_scenario(text, "petit.yaml"), engine, told=heard.append)

    return asyncio.run(live()), heard


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


ALONE = SAGA[: SAGA.index("  - on: 2026-07-06")]


def test_each_step_is_told_after_it_was_answered(store: Path) -> None:
    report, heard = told(store, ALONE)
    assert list(report.told) == heard
    last = heard[-1]
    assert (last.number, last.line, last.party, last.name, last.command) == (
        1,
        30,
        "client",
        "boreal",
        "StateNeed",
    )
    assert [type(stated.recorded.data).__name__ for stated in last.facts] == ["NeedStated", "MissionOpened"]


def test_a_refusal_that_was_not_expected_stops_the_scenario(store: Path) -> None:
    with pytest.raises(ScenarioFailed) as raised:
        told(store, SAGA)
    assert raised.value.sentence(Language.ENGLISH).splitlines()[:6] == [
        "petit.yaml:43: step 2, NegotiateTerms",
        "--- expected",
        "+++ happened",
        "@@ -1 +1,3 @@",
        "-accepted",
        "+refused AGR-1",
    ]


def test_events_that_were_not_expected_are_shown_beside_those_that_were(store: Path) -> None:
    with pytest.raises(ScenarioFailed) as raised:
        told(store, ALONE.replace("MissionOpened]", "ProposalMade]"))
    assert raised.value.diff.splitlines()[-3:] == [" NeedStated", "-ProposalMade", "+MissionOpened"]


KNOWN = """\
  - on: 2026-01-06 09:00
    by: umbrella lea
    does: RegisterClient
    with:
      siren: "847219367"
      siret: "84721936700012"
      vat_number: FR93847219367
      name: Boréal Distribution SA
      address: 3 rue des Entrepôts, 69007 Lyon
    as: les-conditions
"""
REFUSED = """\
  - on: 2026-01-06 09:00
    by: client boreal
    does: NegotiateTerms
    with: {mission: audit, price: 1 €, reasons: Moins cher}
    as: les-conditions
    refused: AGR-1
"""
CONTESTED = """\
  - on: 2026-01-07 09:00
    by: client boreal
    does: ContestRecord
    with: {mission: audit, fact: les-conditions, reason: Une erreur de saisie}
"""


@pytest.mark.parametrize("named", [KNOWN, REFUSED])
def test_a_label_of_a_step_that_stated_no_event_names_nothing(store: Path, named: str) -> None:
    """What was known already adds no event, nor does what was refused: the line that names it is told."""
    whole = ALONE + named + CONTESTED
    with pytest.raises(ScenarioMalformed) as raised:
        told(store, whole)
    line = len(whole.splitlines())
    assert raised.value.sentences(Language.ENGLISH) == [
        f"petit.yaml:{line}:34: the step “les-conditions” stated no fact"
    ]
    assert raised.value.sentences(Language.FRENCH) == [
        f"petit.yaml:{line}:34: l'étape « les-conditions » n'a constaté aucun fait"
    ]


def test_a_refusal_that_did_not_come_is_a_failure(store: Path) -> None:
    with pytest.raises(ScenarioFailed) as raised:
        told(store, ALONE.replace("expect: [NeedStated, MissionOpened]", "refused: REC-1"))
    assert "-refused REC-1\n+accepted\n+NeedStated" in raised.value.diff


def test_a_value_that_the_door_does_not_take_is_shown_at_its_line(store: Path) -> None:
    with pytest.raises(ScenarioMalformed) as raised:
        told(store, ALONE.replace('siret: "84721936700012"', 'siret: "84721936700013"'))
    (line,) = raised.value.sentences(Language.ENGLISH)
    assert line.startswith("petit.yaml:17:16: siret: ")


def test_an_act_recorded_for_another_names_whose_it_is_and_on_what_document(store: Path) -> None:
    text = changed("does: NegotiateTerms\n    with: {mission: audit, price: 1 234.50 €, reasons: Moins cher}",
                   "does: AbandonMission\n    with: {mission: audit, reason: Plus de budget}")  # fmt: skip
    _, heard = told(store, text)
    contested = heard[-2].facts[0].recorded
    need = next(step for step in heard if step.command == "StateNeed").facts[0].recorded
    assert contested.data.fact == need.id
    assert (contested.party, contested.acted_for, contested.channel) == ("umbrella", "client", "letter")
    assert contested.evidence.startswith("sha256:")


def test_an_act_of_two_persons_is_recorded_with_the_second(store: Path) -> None:
    together = """\
  - on: 2026-01-06 09:00
    by: consultant claire
    and: umbrella lea
    does: AgreeDiversificationPlan
    with: {consultant: claire, plan: Un second client, review_on: 2026-12-01}
    expect: [DiversificationPlanAgreed]
"""
    _, heard = told(store, ALONE + together)
    agreed = heard[-1].facts[0].recorded
    assert (agreed.party, agreed.second_party) == ("consultant", "umbrella")
    assert agreed.second_id not in (None, agreed.auth_id)


def test_without_a_second_person_such_an_act_is_refused(store: Path) -> None:
    alone = """\
  - on: 2026-01-06 09:00
    by: consultant claire
    does: AgreeDiversificationPlan
    with: {consultant: claire, plan: Un second client, review_on: 2026-12-01}
    refused: CTL-1
"""
    _, heard = told(store, ALONE + alone)
    assert heard[-1].outcome == "refused"


SCENARIOS = Path(__file__).parents[3] / "scenarios"
TARDIVE = (SCENARIOS / "signature_tardive.yaml").read_text()


@pytest.mark.parametrize(
    ("before", "after", "diff"),
    [
        (
            "      asks: [umbrella verification]",
            "      asks: [umbrella verification, client payment]",
            [" accepted", " MissionScoped", "-asks client payment", " asks umbrella verification"],
        ),
        (
            "      deadline: [client signature by 2026-05-04]",
            "      deadline: [client signature by 2026-05-05]",
            ["-runs client signature by 2026-05-05", "+runs client signature by 2026-05-04"],
        ),
        (
            "due_on: 2026-05-04, days_left: 4",
            "due_on: 2026-05-04, days_left: 5",
            ['-deadlines says {"party":"umbrella","matter":"service_contract"', "+deadlines says {"],
        ),
        (
            "      facts: [SignatureOverdue, BreachRecorded]",
            "      facts: [BreachRecorded]",
            [" accepted", "+SignatureOverdue", " BreachRecorded", " asks umbrella cure"],
        ),
    ],
    ids=["asks", "deadline", "page", "advance"],
)
def test_what_is_expected_of_the_sagas_is_shown_beside_what_they_did(
    store: Path, before: str, after: str, diff: list[str]
) -> None:
    assert TARDIVE.count(before) == 1
    with pytest.raises(ScenarioFailed) as raised:
        told(store, TARDIVE.replace(before, after))
    lines = raised.value.diff.splitlines()
    for line in diff:
        assert any(shown.startswith(line) for shown in lines), lines


def test_a_saga_goes_on_where_it_was_interrupted(store: Path) -> None:
    """The half that was lived is answered as before, and what was asked then is not asked again."""
    half = TARDIVE[: TARDIVE.index("  - advance: 2026-05-02")]
    first, _ = told(store, half)
    whole, heard = told(store, TARDIVE)
    assert list(whole.told[: len(first.told)]) == list(first.told)
    assert list(whole.told) == heard
    again, _ = told(store, TARDIVE)
    assert again == whole


def test_a_saga_acts_at_the_instant_that_is_due_and_then_at_that_of_the_step(store: Path) -> None:
    report, _ = told(store, TARDIVE)
    for before, step in pairwise(report.told):
        assert all(before.instant <= event.time <= step.instant for event in step.fell_due)
        assert all(event.time == step.instant for event in step.followed)
