"""The form of each value: the markers of the domain become schemas of pydantic.

A form fails as a whole, under its own name: the sentence of that name in `fault_texts.py` says all that is
expected.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, cast

from pydantic_core import CoreSchema
from pydantic_core import core_schema as expect

from adapters.engine.validation import registered_numbers
from adapters.engine.validation.command_sealing import ClearValue
from adapters.engine.validation.fault_texts import FAULT_TEXTS
from adapters.engine.validation.faults import CONTRACT
from domain.language import Form, Seal

DAY = "day"
WHOLE = "whole"

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
AMOUNT_LIMIT = 10**12
COUNT_MAX = 10**9
BASIS_POINTS_MAX = 10_000
TEXT_MAX = 10_000
WHOLE_MAX = 2**63 - 1
NUMBER_MAX = 60
EMAIL_MAX = 254

# No control characters, and none that change the direction of the text: they can hide what is written.
_PRINTED = r"[^\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_INSTANT = r"^(?:19|20|21)\d{2}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:[Zz]|[+-]\d{2}:\d{2})$"


def _int_schema(least: int, most: int) -> CoreSchema:
    return expect.int_schema(strict=True, ge=least, le=most)


def _pattern_schema(pattern: str) -> CoreSchema:
    return expect.str_schema(strict=True, pattern=pattern)


def _number_schema(check: Callable[[str], str]) -> CoreSchema:
    """Return the schema of a registered number; spaces, dots and hyphens between its digits are allowed."""
    written = expect.str_schema(strict=True, max_length=NUMBER_MAX, pattern="^[0-9A-Za-z \u00a0\u202f.-]+$")
    return expect.no_info_after_validator_function(check, written)


def _text_schema() -> CoreSchema:
    written = expect.str_schema(
        strict=True,
        strip_whitespace=True,
        min_length=1,
        max_length=TEXT_MAX,
        pattern=rf"^(?:{_PRINTED}|\r\n)+$",
    )
    return expect.no_info_after_validator_function(lambda text: text.replace("\r\n", "\n"), written)


def _email_schema() -> CoreSchema:
    written = expect.str_schema(
        strict=True,
        strip_whitespace=True,
        max_length=EMAIL_MAX,
        pattern=rf"^{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+[A-Za-z](?:[A-Za-z0-9-]{{0,61}}[A-Za-z0-9])$",
    )
    return expect.no_info_after_validator_function(registered_numbers.validate_email, written)


def _instant_schema() -> CoreSchema:
    """Return the schema of an instant with its offset, converted to UTC: one instant has one form."""
    read = expect.datetime_schema(strict=False, tz_constraint="aware")
    written = expect.chain_schema([_pattern_schema(_INSTANT), read])
    return expect.no_info_after_validator_function(_to_utc, written)


def _to_utc(instant: datetime) -> datetime:
    return instant.astimezone(UTC)


def _day_schema() -> CoreSchema:
    read = expect.date_schema(strict=False, ge=FIRST_DAY, le=LAST_DAY)
    return expect.chain_schema([_pattern_schema(r"^\d{4}-\d{2}-\d{2}$"), read])


_SCHEMAS: dict[str, CoreSchema] = {
    Form.SIREN: _number_schema(registered_numbers.validate_siren),
    Form.SIRET: _number_schema(registered_numbers.validate_siret),
    Form.VAT: _number_schema(registered_numbers.validate_vat),
    Form.NIR: _number_schema(registered_numbers.validate_nir),
    Form.IBAN: _number_schema(registered_numbers.validate_iban),
    Form.EMAIL: _email_schema(),
    Form.AMOUNT: _int_schema(0, AMOUNT_LIMIT - 1),
    Form.COUNT: _int_schema(1, COUNT_MAX),
    Form.HALF_DAYS: _int_schema(1, 2),
    Form.BASIS_POINTS: _int_schema(0, BASIS_POINTS_MAX),
    Form.MONTH: _pattern_schema("^(?:19|20|21)[0-9]{2}-(?:0[1-9]|1[0-2])$"),
    Form.KEY: _pattern_schema("^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$"),
    Form.TEXT: _text_schema(),
    Form.HASH: _pattern_schema("^sha256:[0-9a-f]{64}$"),
    Form.INSTANT: _instant_schema(),
    Form.ABSENCE: _pattern_schema("^(?:sickness|leave|other)$"),
    Form.HAPPENED: _day_schema(),
    DAY: _day_schema(),
    WHOLE: _int_schema(-WHOLE_MAX, WHOLE_MAX),
}
_JSON_SCHEMA_EXTRAS: dict[str, dict[str, str]] = {
    Form.EMAIL: {"format": "email"},
    Form.INSTANT: {"format": "date-time"},
    Form.AMOUNT: {"x-jalon-unit": "cents"},
    Form.HALF_DAYS: {"x-jalon-unit": "half_days"},
    Form.BASIS_POINTS: {"x-jalon-unit": "basis_points"},
    Form.HAPPENED: {"format": "date"},
    DAY: {"format": "date"},
}


def schema_of(form: str) -> CoreSchema:
    """Return the schema of a form; its fault has the name of the form."""
    name = str(form)
    extras = {"description": FAULT_TEXTS[name].en, **_JSON_SCHEMA_EXTRAS.get(name, {})}
    return expect.custom_error_schema(
        _SCHEMAS[name],
        custom_error_type=name,
        custom_error_message=CONTRACT,
        metadata={"pydantic_js_updates": extras},
    )


def schema_of_sealed(seal: Seal) -> CoreSchema:
    """Return the schema of a personal value; its result is a `ClearValue`, which hides the text."""
    storage = "kept in the vault, never in an event" if seal.vaulted else "sealed before it is stored"
    extras = {"description": f"{FAULT_TEXTS[seal.form].en} (personal: {storage}, class {seal.retention})"}
    return expect.no_info_after_validator_function(
        lambda value: ClearValue(value, seal),
        schema_of(seal.form),
        serialization=expect.plain_serializer_function_ser_schema(lambda clear: clear.value),
        metadata={"pydantic_js_updates": extras},
    )


_HOOK = "__get_pydantic_core_schema__"


def teach_pydantic() -> None:
    """Add the hook of pydantic to the markers of the domain, which does not import pydantic.

    Pydantic looks for this attribute on each object in an `Annotated`. `Annotated[int, Form.AMOUNT]` is then
    checked as an amount.
    """
    schemas: dict[type, Callable[[Any, Any, Any], CoreSchema]] = {
        Form: lambda form, _source, _handler: schema_of(form),
        Seal: lambda seal, _source, _handler: schema_of_sealed(seal),
    }
    for marker, build_schema in schemas.items():
        setattr(marker, _HOOK, build_schema)


def tighten_schema(schema: Any) -> Any:
    """Replace the schemas that accept too much even when strict: "1700006400" as a day, huge integers."""
    match schema:
        case {"type": "custom-error"}:
            return schema
        case {"type": "date"}:
            return schema_of(DAY)
        case {"type": "int"}:
            return schema_of(WHOLE)
        case dict():
            return {key: tighten_schema(part) for key, part in cast(dict[str, Any], schema).items()}
        case list():
            return [tighten_schema(part) for part in cast(list[Any], schema)]
        case _:
            return schema
