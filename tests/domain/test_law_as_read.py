"""No rule and no figure changes by accident: the law is the one that was read."""

from tests.domain.law_as_read import READ, law


def test_the_law_is_the_one_that_was_read() -> None:
    assert law() == READ.read_text(encoding="utf-8")
