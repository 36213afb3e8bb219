"""Facts that differ are shown as a diff."""

import pytest

pytest.register_assert_rewrite("tests.domain.given", "tests.domain.town")
