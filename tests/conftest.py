"""How far the random tests go: the same lives at every `make test`, many new ones at `make test-long`."""

import os

import pytest
from hypothesis import HealthCheck, settings

pytest.register_assert_rewrite("tests.domain.given", "tests.domain.town", "tests.domain.lives")

settings.register_profile(
    "default", max_examples=60, deadline=None, derandomize=True, database=None, print_blob=True
)
settings.register_profile(
    "long",
    max_examples=2_000,
    deadline=None,
    derandomize=False,  # not that of the profile above, which this one would inherit
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("long" if os.environ.get("JALON_LONG") else "default")
