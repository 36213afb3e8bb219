import asyncio
from collections.abc import Iterator

import pytest

from adapters.nats.authority import BrokerAuthority
from adapters.nats.embedded_broker import run_broker
from tests.adapters.nats.wired import Wired, admit_cast, open_tenants


@pytest.fixture(scope="module")
def wired(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wired]:
    folder = tmp_path_factory.mktemp("wired")
    authority = BrokerAuthority.open(folder / "keys")
    open_tenants(authority)
    with asyncio.Runner() as runner:
        served = run_broker(folder / "nats", authority)
        url = runner.run(served.__aenter__())
        try:
            yield runner.run(admit_cast(url, authority))
        finally:
            runner.run(served.__aexit__(None, None, None))
