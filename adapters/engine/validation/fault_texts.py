"""The texts of faults in French and English: one for each kind of fault."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from pydantic_core import ErrorDetails

from adapters.engine.validation.faults import CONTRACT, Fault
from domain.language import Form

BODY = "body"
FAULTS_MAX = 100
_PART_MAX = 40


class FaultText(NamedTuple):
    """The rule that a value breaks, its source (an article or a standard), and the sentences."""

    rule: str
    article: str
    fr: str
    en: str


_OBJECT = FaultText("object", CONTRACT, "un objet JSON est attendu", "a JSON object is expected")
_LIST = FaultText("list", CONTRACT, "une liste est attendue", "a list is expected")
_UUID = FaultText("uuid", "RFC 9562", "un identifiant UUID est attendu", "a UUID is expected")
_TRUTH = FaultText("boolean", CONTRACT, "true ou false est attendu", "true or false is expected")
_STRING = FaultText("text", CONTRACT, "un texte est attendu", "a text is expected")

_FORMS = (
    FaultText(
        Form.SIREN.value,
        "C. com. R123-221",
        "un SIREN est attendu : neuf chiffres, le dernier étant une clé",
        "a SIREN is expected: nine digits, the last one a check digit",
    ),
    FaultText(
        Form.SIRET.value,
        "C. com. R123-221",
        "un SIRET est attendu : le SIREN, puis cinq chiffres, le dernier étant une clé",
        "a SIRET is expected: the SIREN, then five digits, the last one a check digit",
    ),
    FaultText(
        Form.VAT.value,
        "CGI 286 ter",
        "un numéro de TVA est attendu : le code du pays, puis son numéro avec sa clé, comme FR44732829320",
        "a VAT number is expected: the country code, then its number and check digits, as FR44732829320",
    ),
    FaultText(
        Form.NIR.value,
        "CSS R115-1",
        "un NIR est attendu : treize caractères et leur clé de deux chiffres (INSEE)",
        "a NIR is expected: thirteen characters and their two check digits (INSEE)",
    ),
    FaultText(
        Form.IBAN.value,
        "ISO 13616",
        "un IBAN est attendu, sa clé et celle du pays étant justes",
        "an IBAN is expected, with its own and its national check digits",
    ),
    FaultText(
        Form.EMAIL.value,
        "RFC 5321",
        "une adresse électronique est attendue, comme nom@exemple.fr",
        "an e-mail address is expected, as name@example.org",
    ),
    FaultText(
        Form.AMOUNT.value,
        "C. mon. fin. L111-1",
        "un montant en centimes entiers est attendu, de 0 à moins de dix milliards d'euros",
        "an amount in whole cents is expected, from 0 to less than ten thousand million euros",
    ),
    FaultText(
        Form.COUNT.value,
        CONTRACT,
        "un nombre entier est attendu, de 1 à un milliard",
        "a whole number is expected, from 1 to a thousand million",
    ),
    FaultText(
        Form.HALF_DAYS.value,
        "IDCC 3219, avenant 4",
        "1 ou 2 demi-journées sont attendues, d'un même jour",
        "1 or 2 half-days are expected, of one day",
    ),
    FaultText(
        Form.BASIS_POINTS.value,
        CONTRACT,
        "des points de base entiers sont attendus, de 0 à 10 000 (100 %)",
        "whole basis points are expected, from 0 to 10 000 (100 %)",
    ),
    FaultText(
        Form.MONTH.value,
        "ISO 8601",
        "un mois est attendu, comme 2026-01, de 1900 à 2199",
        "a month is expected, as 2026-01, from 1900 to 2199",
    ),
    FaultText(
        Form.KEY.value,
        CONTRACT,
        "un nom court est attendu : 1 à 40 lettres sans accent, chiffres, points, tirets ou soulignés, "
        "en commençant par une lettre ou un chiffre",
        "a short name is expected: 1 to 40 unaccented letters, digits, dots, hyphens or underscores, "
        "a letter or a digit first",
    ),
    FaultText(
        Form.TEXT.value,
        CONTRACT,
        "un texte de 1 à 10 000 caractères est attendu, sans caractère de commande",
        "a text of 1 to 10 000 characters is expected, without control characters",
    ),
    FaultText(
        Form.HASH.value,
        "FIPS 180-4",
        "l'empreinte d'un document est attendue : sha256: et 64 chiffres hexadécimaux minuscules",
        "the hash of a document is expected: sha256: and 64 lower-case hexadecimal digits",
    ),
    FaultText(
        Form.INSTANT.value,
        "RFC 3339",
        "une date, une heure et leur décalage sont attendus, comme 2026-01-31T09:00:00+01:00, de 1900 à 2199",
        "a date and time with its offset is expected, as 2026-01-31T09:00:00+01:00, from 1900 to 2199",
    ),
    FaultText(
        Form.ABSENCE.value,
        CONTRACT,
        "une sorte d'absence est attendue : sickness, leave ou other",
        "a kind of absence is expected: sickness, leave or other",
    ),
    FaultText(
        "day",
        "RFC 3339",
        "une date est attendue, comme 2026-01-31, de 1900 à 2199",
        "a date is expected, as 2026-01-31, from 1900 to 2199",
    ),
    FaultText(
        Form.HAPPENED.value,
        "RFC 3339",
        "une date est attendue, comme 2026-01-31, de 1900 à 2199, au plus tard le jour de l'acte",
        "a date is expected, as 2026-01-31, from 1900 to 2199, no later than the day of the act",
    ),
    FaultText(
        "whole",
        CONTRACT,
        "un nombre entier est attendu, de 63 bits au plus",
        "a whole number is expected, of 63 bits at most",
    ),
)

FAULT_TEXTS: dict[str, FaultText] = {
    **{form.rule: form for form in _FORMS},
    "missing": FaultText("missing_field", CONTRACT, "ce champ manque", "this field is missing"),
    "unexpected_keyword_argument": FaultText(
        "unknown_field", CONTRACT, "ce champ est inconnu", "this field is unknown"
    ),
    "enum": FaultText("word", CONTRACT, "un de ces mots est attendu : {expected}", "expected: {expected}"),
    "json_invalid": FaultText(
        "json", "RFC 8259", "ce n'est pas du JSON : {error}", "this is not JSON: {error}"
    ),
    "dataclass_type": _OBJECT,
    "tuple_type": _LIST,
    "uuid_type": _UUID,
    "uuid_parsing": _UUID,
    "bool_type": _TRUTH,
    "string_type": _STRING,
}


def describe_errors(command: str, errors: Sequence[ErrorDetails]) -> tuple[Fault, ...]:
    """Return the faults that pydantic found, at most `FAULTS_MAX`, then one that counts the rest."""
    return (
        *islice(_describe_each(command, errors), FAULTS_MAX),
        *_rest_fault(command, len(errors) - FAULTS_MAX),
    )


def name_source(command: str) -> str:
    """Return the source of a fault that only the contract of a command defines."""
    return f"{CONTRACT} {command}"


def _describe_each(command: str, errors: Iterable[ErrorDetails]) -> Iterator[Fault]:
    for error in errors:
        found = FAULT_TEXTS.get(error["type"]) or _fallback_text(error)
        article = name_source(command) if found.article == CONTRACT else found.article
        seen = error.get("ctx", {})
        seen_in_french = {name: str(value).replace(" or ", " ou ") for name, value in seen.items()}
        yield Fault(
            format_path(error["loc"]),
            found.rule,
            article,
            found.fr.format_map(seen_in_french),
            found.en.format_map(seen),
        )


def _fallback_text(error: ErrorDetails) -> FaultText:
    message = error["msg"].replace("{", "{{").replace("}", "}}")
    return FaultText(error["type"], CONTRACT, message, message)


def format_path(parts: Iterable[int | str]) -> str:
    """Return a path in one line; invented field names are cut, and their unprintable characters replaced."""
    return ".".join(_clean_part(str(part)) for part in parts) or BODY


def _clean_part(part: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in part[:_PART_MAX])


def _rest_fault(command: str, count: int) -> list[Fault]:
    if count <= 0:
        return []
    fr, en = f"et {count} autres fautes", f"and {count} other faults"
    return [Fault(BODY, "too_many_faults", name_source(command), fr, en)]
