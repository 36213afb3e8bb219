"""Checks of registered numbers with their check digits; each returns the compact form or raises ValueError.

The libraries are imported on first use: loading the bank registry takes longer than a short command.
"""


def validate_siren(written: str) -> str:
    """Check a SIREN, the number of a company (9 digits)."""
    from stdnum.fr import siren  # noqa: PLC0415

    return siren.validate(written)


def validate_siret(written: str) -> str:
    """Check a SIRET, the number of an establishment (14 digits)."""
    from stdnum.fr import siret  # noqa: PLC0415

    return siret.validate(written)


def validate_vat(written: str) -> str:
    """Check a VAT number of an EU member state, with its country code."""
    from stdnum.eu import vat  # noqa: PLC0415

    return vat.validate(written)


def validate_nir(written: str) -> str:
    """Check a NIR, a French social security number; Corsica (2A, 2B) included."""
    from stdnum.fr import nir  # noqa: PLC0415

    return nir.validate(written)


def validate_iban(written: str) -> str:
    """Check an IBAN and the check digits of its country."""
    from schwifty import IBAN  # noqa: PLC0415

    return str(IBAN(written, validate_bban=True))


_LOCAL_PART_MAX = 64


def validate_email(written: str) -> str:
    """Check the length of the local part, which the pattern cannot; the domain becomes lower case."""
    local, _, domain = written.rpartition("@")
    if len(local) > _LOCAL_PART_MAX:
        raise ValueError("local part too long")
    return f"{local}@{domain.lower()}"
