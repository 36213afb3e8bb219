"""A scenario stops at the first step that departs from it, and shows what was expected and what happened."""

import asyncio
from itertools import pairwise
from pathlib import Path

import pytest

from adapters.compose import open_engine
from adapters.compose.scenario_sagas import run_scenario
from adapters.engine.store.stored import ClockKind
from adapters.scenarios import ScenarioFailed, ScenarioMalformed, ScenarioReport, StepResult, parse_scenario
from domain.language import Language
from tests.adapters.scenarios.test_reading import SCENARIO, change_text


def execute(store: Path, text: str) -> tuple[ScenarioReport, list[StepResult]]:
    reported: list[StepResult] = []

    async def run() -> ScenarioReport:
        async with open_engine(store, clock=ClockKind.SIMULATED) as engine:
            scenario = parse_scenario(text, "petit.yaml")
            return await run_scenario(scenario, engine, report_step=reported.append)

    return asyncio.run(run()), reported


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


ALONE = SCENARIO[: SCENARIO.index("  - on: 2026-07-06")]


def test_each_step_is_reported_after_it_was_answered(store: Path) -> None:
    report, reported = execute(store, ALONE)
    assert list(report.steps) == reported
    last = reported[-1]
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
        execute(store, SCENARIO)
    assert raised.value.sentence(Language.ENGLISH).splitlines()[:6] == [
        "petit.yaml:43: step 2, NegotiateTerms",
        "--- expected",
        "+++ happened",
        "@@ -1 +1,3 @@",
        "-accepted",
        "+refused AGR-1",
    ]


def test_unexpected_events_are_shown_beside_the_expected_ones(store: Path) -> None:
    with pytest.raises(ScenarioFailed) as raised:
        execute(store, ALONE.replace("MissionOpened]", "ProposalMade]"))
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
    """A party that is known already adds no event, nor does a refused step; the fault names the reference."""
    whole = ALONE + named + CONTESTED
    with pytest.raises(ScenarioMalformed) as raised:
        execute(store, whole)
    line = len(whole.splitlines())
    assert raised.value.sentences(Language.ENGLISH) == [
        f"petit.yaml:{line}:34: the step “les-conditions” stated no event"
    ]
    assert raised.value.sentences(Language.FRENCH) == [
        f"petit.yaml:{line}:34: l'étape « les-conditions » n'a constaté aucun fait"
    ]


def test_a_refusal_that_did_not_come_is_a_failure(store: Path) -> None:
    with pytest.raises(ScenarioFailed) as raised:
        execute(store, ALONE.replace("expect: [NeedStated, MissionOpened]", "refused: REC-1"))
    assert "-refused REC-1\n+accepted\n+NeedStated" in raised.value.diff


def test_a_value_that_validation_rejects_is_shown_at_its_line(store: Path) -> None:
    with pytest.raises(ScenarioMalformed) as raised:
        execute(store, ALONE.replace('siret: "84721936700012"', 'siret: "84721936700013"'))
    (line,) = raised.value.sentences(Language.ENGLISH)
    assert line.startswith("petit.yaml:17:16: siret: ")


def test_an_act_recorded_for_another_party_names_the_party_and_the_document(store: Path) -> None:
    text = change_text(
        "does: NegotiateTerms\n    with: {mission: audit, price: 1 234.50 €, reasons: Moins cher}",
        "does: AbandonMission\n    with: {mission: audit, reason: Plus de budget}",
    )
    _, reported = execute(store, text)
    contested = reported[-2].facts[0].recorded
    need = next(step for step in reported if step.command == "StateNeed").facts[0].recorded
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
    _, reported = execute(store, ALONE + together)
    agreed = reported[-1].facts[0].recorded
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
    _, reported = execute(store, ALONE + alone)
    assert reported[-1].outcome == "refused"


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
def test_the_expectation_of_the_sagas_is_shown_beside_their_events(
    store: Path, before: str, after: str, diff: list[str]
) -> None:
    assert TARDIVE.count(before) == 1
    with pytest.raises(ScenarioFailed) as raised:
        execute(store, TARDIVE.replace(before, after))
    lines = raised.value.diff.splitlines()
    for line in diff:
        assert any(shown.startswith(line) for shown in lines), lines


def test_a_scenario_goes_on_where_it_was_interrupted(store: Path) -> None:
    """The first half is answered as before, and its asks are not asked again."""
    half = TARDIVE[: TARDIVE.index("  - advance: 2026-05-02")]
    first, _ = execute(store, half)
    whole, reported = execute(store, TARDIVE)
    assert list(whole.steps[: len(first.steps)]) == list(first.steps)
    assert list(whole.steps) == reported
    again, _ = execute(store, TARDIVE)
    assert again == whole


def test_a_saga_acts_at_the_instant_that_is_due_and_then_at_the_instant_of_the_step(store: Path) -> None:
    report, _ = execute(store, TARDIVE)
    for before, step in pairwise(report.steps):
        assert all(before.instant <= event.time <= step.instant for event in step.fell_due)
        assert all(event.time == step.instant for event in step.followed)
