"""Certificates for development: an own authority, and a certificate of the broker that it signs."""

from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from adapters.files.master_key import replace_private_file

VALID_DAYS = 825
RENEWAL_DAYS = 30


class CertificateFiles(NamedTuple):
    """The paths of the certificates: clients need `authority`, the broker needs the other two."""

    authority: Path
    chain: Path
    key: Path


def ensure_certificate(folder: Path, hosts: list[str], at: datetime) -> CertificateFiles:
    """Return the certificate for these hosts; issue a new one if it is for others or expires in 30 days."""
    files = CertificateFiles(folder / "ca.pem", folder / "server.pem", folder / "server-key.pem")
    if not (all(path.exists() for path in files) and _is_valid_for(files.chain.read_bytes(), hosts, at)):
        folder.mkdir(parents=True, exist_ok=True)
        _issue_certificate(files, hosts, at)
    return files


def _is_valid_for(chain: bytes, hosts: list[str], at: datetime) -> bool:
    found = x509.load_pem_x509_certificate(chain)
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    lasts_long_enough = found.not_valid_after_utc > at + timedelta(RENEWAL_DAYS)
    return lasts_long_enough and set(names) == set(map(_alternative_name, hosts))


def _issue_certificate(files: CertificateFiles, hosts: list[str], at: datetime) -> None:
    """Issue a certificate; the authority's key is not stored, so that it can sign no other."""
    authority_key, key = generate_private_key(SECP256R1()), generate_private_key(SECP256R1())
    issuer, validity = (
        _common_name("Jalon development authority"),
        (at - timedelta(minutes=5), at + timedelta(VALID_DAYS)),  # a client's clock may be slow
    )
    authority = (
        _start_builder(issuer, issuer, authority_key, validity)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_KEY_USE, critical=True)
        .sign(authority_key, SHA256())
    )
    certificate = (
        _start_builder(_common_name(hosts[0]), issuer, key, validity)
        .add_extension(
            x509.SubjectAlternativeName([_alternative_name(host) for host in hosts]), critical=False
        )
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_authority_identifier(authority_key), critical=False)
        .sign(authority_key, SHA256())
    )
    files.authority.write_bytes(authority.public_bytes(Encoding.PEM))
    files.chain.write_bytes(certificate.public_bytes(Encoding.PEM))
    replace_private_file(files.key, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


_KEY_USE = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)


def _start_builder(
    subject: x509.Name, issuer: x509.Name, key: EllipticCurvePrivateKey, validity: tuple[datetime, datetime]
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(validity[0])
        .not_valid_after(validity[1])
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _authority_identifier(key: EllipticCurvePrivateKey) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())


def _common_name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _alternative_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)
