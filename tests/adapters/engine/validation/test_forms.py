"""Good and bad values of each form, in a command that has the form."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from adapters.engine.validation import ClearValue, CommandValidator, Malformed
from adapters.engine.validation.fault_texts import FAULT_TEXTS
from domain.language import Form, Language
from tests.adapters.engine.validation.bodies import check_request, put

SOMEONE = str(UUID(int=7))
HASH = "sha256:" + "0a" * 32
MISSION = {"mission": SOMEONE}
MONTH = {"consultant": SOMEONE, "month": "2026-01"}
CLIENT = {
    "siren": "732829320",
    "siret": "73282932000074",
    "vat_number": "FR44732829320",
    "name": "Acme",
    "address": "Lyon",
}
CONSULTANT = {
    "consultant": SOMEONE,
    "umbrella": SOMEONE,
    "name": "Jeanne Aubry",
    "address": "12 rue des Lilas",
    "email": "jeanne@aubry.example",
    "nir": "184127645108946",
    "iban": "FR1420041010050500013M02606",
}
DAY = {"day": "2026-01-05", "half_days": 1, "kind": "absence", "absence": "leave"}
TOTALS = (
    "gross employee_contributions employer_contributions net_before_tax net_taxable income_tax expenses "
    "net_paid employer_cost"
)
PAYSLIP = {
    "engine": "outside",
    "engine_version": "1",
    "earnings": [],
    "contributions": [{"code": "CSG", "label": "CSG", "employee": 1, "employer": -1}],
    **dict.fromkeys(TOTALS.split(), 0),
}

EXAMPLES: dict[str, tuple[str, dict[str, Any], tuple[str | int, ...]]] = {
    Form.SIREN: ("RegisterClient", CLIENT, ("siren",)),
    Form.SIRET: ("RegisterClient", CLIENT, ("siret",)),
    Form.VAT: ("RegisterClient", CLIENT, ("vat_number",)),
    Form.NIR: ("RegisterConsultant", CONSULTANT, ("nir",)),
    Form.IBAN: ("RegisterConsultant", CONSULTANT, ("iban",)),
    Form.EMAIL: ("RegisterConsultant", CONSULTANT, ("email",)),
    Form.AMOUNT: ("NegotiateTerms", {**MISSION, "price": 1, "reasons": "less work"}, ("price",)),
    Form.COUNT: ("TransmitInvoice", {**MISSION, "number": "A-1"}, ("code",)),
    Form.HALF_DAYS: ("ReportActivity", {**MONTH, "days": [DAY]}, ("days", 0, "half_days")),
    Form.ABSENCE: ("ReportActivity", {**MONTH, "days": [DAY]}, ("days", 0, "absence")),
    Form.BASIS_POINTS: ("AdoptFeeScheme", {"umbrella": SOMEONE, "from_on": "2026-01-01"}, ("share",)),
    Form.MONTH: ("ApproveActivity", MONTH, ("month",)),
    Form.KEY: ("ValidateMilestone", MISSION, ("milestone",)),
    Form.TEXT: ("DeclineMission", MISSION, ("reason",)),
    Form.HASH: ("ReachMilestone", {**MISSION, "milestone": "M1"}, ("evidence",)),
    Form.INSTANT: ("AdvanceClock", {"tenant": "acme"}, ("to",)),
    Form.HAPPENED: ("StartMission", MISSION, ("first_day",)),
    "day": ("SuspendMission", {**MISSION, "reason": "agreed_pause"}, ("from_on",)),
    "whole": (
        "ComputeSalary",
        {**MONTH, "payslip": PAYSLIP, "position": 1},
        ("payslip", "contributions", 0, "employee"),
    ),
}

WELL: dict[str, dict[Any, Any]] = {
    Form.SIREN: {
        "732829320": "732829320",
        " 732 829 320 ": "732829320",
        "732\u202f829\u00a0320": "732829320",
    },
    Form.SIRET: {
        "732 829 320 00074": "73282932000074",
        "356 000 000 49837": "35600000049837",
    },
    Form.VAT: {
        "fr 44 732 829 320": "FR44732829320",
        "DE136695976": "DE136695976",
        "EL094259216": "EL094259216",
    },
    Form.NIR: {
        "1 84 12 76 451 089 46": "184127645108946",
        "253072B07300470": "253072B07300470",
        "253072A07300443": "253072A07300443",
    },
    Form.IBAN: {
        "fr14 2004 1010 0505 0001 3m02 606": "FR1420041010050500013M02606",
        "FR7630006000011234567890189": "FR7630006000011234567890189",
        "BE68 5390 0754 7034": "BE68539007547034",
    },
    Form.EMAIL: {
        " Jeanne@Aubry.Example ": "Jeanne@aubry.example",
        "o'neil.x+y@a-b.example.org": "o'neil.x+y@a-b.example.org",
    },
    Form.AMOUNT: {0: 0, 10**12 - 1: 10**12 - 1},
    Form.COUNT: {1: 1, 10**9: 10**9},
    Form.HALF_DAYS: {1: 1, 2: 2},
    Form.ABSENCE: {"sickness": "sickness", "leave": "leave", "other": "other"},
    Form.BASIS_POINTS: {0: 0, 10_000: 10_000},
    Form.MONTH: {"2026-12": "2026-12"},
    Form.KEY: {"D1": "D1", "0._-" + "a" * 36: "0._-" + "a" * 36},
    Form.TEXT: {" a\n\tb ": "a\n\tb", "a\r\nb": "a\nb", "é" * 10_000: "é" * 10_000, "🙂": "🙂"},
    Form.HASH: {HASH: HASH},
    Form.INSTANT: {
        "2026-01-31T09:00:00+01:00": datetime(2026, 1, 31, 8, tzinfo=UTC),
        "2026-01-31t08:00:00.123456789z": datetime(2026, 1, 31, 8, 0, 0, 123456, tzinfo=UTC),
    },
    Form.HAPPENED: {"2026-02-28": datetime(2026, 2, 28).date()},
    "day": {"2026-02-28": datetime(2026, 2, 28).date()},
    "whole": {-5: -5, 2**63 - 1: 2**63 - 1},
}

NO_NUMBER = [1.0, 1.5, True, "1", None, [], {}]
NO_TEXT = [1, 1.5, True, [], {}, "", " "]
NO_DAY = [
    *NO_TEXT,
    None,
    1_700_006_400,
    "1700006400",
    "2026-02-30",
    "2026-1-1",
    "2026-01-01T00:00:00",
    "1899-12-31",
    "2200-01-01",
    "9999-12-31",
    "20260101",
    "٢٠٢٦-01-01",
]
BADLY: dict[str, list[Any]] = {
    Form.SIREN: [
        *NO_TEXT,
        None,
        "732829321",
        "73282932",
        "7328293200",
        "73282932A",
        "٧٣٢829320",
        "7" * 10**5,
    ],
    Form.SIRET: [*NO_TEXT, "73282932000075", "732829320", "35600000000049", "73282932100074"],
    Form.VAT: [*NO_TEXT, "FR45732829320", "44732829320", "GB980780684", "DE136695977", "FR44732829321"],
    Form.NIR: [*NO_TEXT, None, "184127645108947", "1841276451089", "253072C07300470"],
    Form.IBAN: [
        *NO_TEXT,
        "FR1420041010050500013M02607",
        "FR1520041010050500013M02606",
        "ZZ1420041010050500013M02606",
        "FR7630006000011234567890188",
        "FR89370400440532013000",
    ],
    Form.EMAIL: [
        *NO_TEXT,
        "jeanne",
        "jeanne@",
        "@aubry.example",
        "jeanne@aubry",
        "a..b@aubry.example",
        ".a@aubry.example",
        "a b@aubry.example",
        "a@-aubry.example",
        "a@aubry.example\nBcc: b@c.example",
        "a@b@c.example",
        "Jeanne <jeanne@aubry.example>",
        "a" * 65 + "@aubry.example",
        "a@" + "b." * 130 + "example",
        "a@127.0.0.1",
    ],
    Form.AMOUNT: [*NO_NUMBER, -1, 10**12, 10**30],
    Form.COUNT: [*NO_NUMBER, 0, -1, 10**9 + 1],
    Form.HALF_DAYS: [*NO_NUMBER, 0, 3],
    Form.ABSENCE: [*NO_TEXT, "holiday", "Sickness"],
    Form.BASIS_POINTS: [*NO_NUMBER, -1, 10_001],
    Form.MONTH: [*NO_TEXT, "2026-13", "2026-00", "2026-1", "0000-01", "9999-12", "2026-01-01", "2026-01\n"],
    Form.KEY: [*NO_TEXT, "-a", ".a", "a b", "é", "a" * 41, "a\n", "a/b"],
    Form.TEXT: [*NO_TEXT, None, "\n\t", "a\x00b", "a\x1bb", "a\rb", "a\x85b", "a\u202eb", "é" * 10_001],
    Form.HASH: [*NO_TEXT, "0a" * 32, "sha256:" + "0A" * 32, "sha256:" + "0" * 63, "sha512:" + "0" * 64],
    Form.INSTANT: [
        *NO_TEXT,
        1_700_006_400,
        "1700006400",
        "2026-01-31",
        "2026-01-31T09:00:00",
        "2026-02-30T09:00:00Z",
        "2026-01-31T25:00:00Z",
        "9999-12-31T23:59:59-01:00",
    ],
    Form.HAPPENED: NO_DAY,
    "day": NO_DAY,
    "whole": [*NO_NUMBER, 2**63, -(2**63), 10**30],
}


def cases(values: Any) -> list[Any]:
    return [
        pytest.param(form, value, id=f"{form}-{index}")
        for form in EXAMPLES
        for index, value in enumerate(values[form])
    ]


def test_every_form_has_its_place_its_values_and_its_words() -> None:
    assert set(Form) < set(EXAMPLES) == set(WELL) == set(BADLY)
    assert set(EXAMPLES) < set(FAULT_TEXTS)


@pytest.mark.parametrize(("form", "written"), cases(WELL))
def test_a_value_well_written_is_read_in_one_writing(
    validator: CommandValidator, form: str, written: Any
) -> None:
    name, body, path = EXAMPLES[form]
    found: Any = check_request(validator, name, put(body, path, written)).command
    for step in path:
        found = found[step] if isinstance(step, int) else getattr(found, step)
    assert (found.value if isinstance(found, ClearValue) else found) == WELL[form][written]


@pytest.mark.parametrize(("form", "written"), cases(BADLY))
def test_a_value_badly_written_is_named_with_its_field_rule_and_article(
    validator: CommandValidator, form: str, written: Any
) -> None:
    name, body, path = EXAMPLES[form]
    with pytest.raises(Malformed) as answer:
        check_request(validator, name, put(body, path, written))
    (fault,) = answer.value.faults
    assert (fault.path, fault.rule) == (".".join(map(str, path)), form)
    for language in Language:
        (sentence,) = answer.value.sentences(language)
        article = fault.article
        if language is Language.FRENCH:
            article = article.replace("contract of the command", "contrat de la commande")
        assert sentence.startswith(fault.path)
        assert sentence.endswith(f"[{fault.rule}, {article}]")


def test_an_absence_or_another_optional_value_may_be_null(validator: CommandValidator) -> None:
    assert check_request(validator, "ReportActivity", {**MONTH, "days": [{**DAY, "absence": None}]})


def test_a_value_whose_source_is_only_the_contract_names_the_command(validator: CommandValidator) -> None:
    with pytest.raises(Malformed) as answer:
        check_request(validator, "ValidateMilestone", {**MISSION, "milestone": ""})
    (fault,) = answer.value.faults
    assert fault.article == "contract of the command ValidateMilestone"
    assert fault.sentence(Language.ENGLISH).endswith("contract of the command ValidateMilestone]")
    assert fault.sentence(Language.FRENCH).endswith("contrat de la commande ValidateMilestone]")
