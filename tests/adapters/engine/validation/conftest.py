from collections.abc import Iterator

import pytest

from adapters.compose.key_opening import open_folder_keys
from adapters.engine.sealing import KeyStore
from adapters.engine.validation import CommandValidator


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeyStore]:
    store = open_folder_keys(tmp_path_factory.mktemp("validator") / "keys")
    yield store
    store.close()


@pytest.fixture(scope="session")
def validator(keys: KeyStore) -> CommandValidator:
    return CommandValidator(keys)
