"""The registered numbers, checked to their last digit; each returns its compact form or raises ValueError.

The libraries are imported when first needed, for the bank registry alone takes longer than a short command.
"""


def validate_siren(written: str) -> str:
    """Check the number of a company."""
    from stdnum.fr import siren  # noqa: PLC0415

    return siren.validate(written)


def validate_siret(written: str) -> str:
    """Check the number of an establishment."""
    from stdnum.fr import siret  # noqa: PLC0415

    return siret.validate(written)


def validate_vat(written: str) -> str:
    """Check a VAT number of France or of another member state, its country code included."""
    from stdnum.eu import vat  # noqa: PLC0415

    return vat.validate(written)


def validate_nir(written: str) -> str:
    """Check a social security number, Corsica included."""
    from stdnum.fr import nir  # noqa: PLC0415

    return nir.validate(written)


def validate_iban(written: str) -> str:
    """Check a bank account, its national key included."""
    from schwifty import IBAN  # noqa: PLC0415

    return str(IBAN(written, validate_bban=True))


_LOCAL_PART_MAX = 64


def validate_email(written: str) -> str:
    """Check what a pattern cannot: the length of the local part. Domains have no case."""
    local, _, domain = written.rpartition("@")
    if len(local) > _LOCAL_PART_MAX:
        raise ValueError("local part too long")
    return f"{local}@{domain.lower()}"
