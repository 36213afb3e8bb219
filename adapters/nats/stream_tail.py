"""The end of the stream: what it was given last, and that this is a beginning of the log."""

import asyncio
from dataclasses import dataclass
from typing import NamedTuple, cast

from nats.aio.client import Client
from nats.js import JetStreamContext
from nats.js.api import StreamInfo
from nats.js.errors import NotFoundError

from adapters.engine.store.recorder import Store
from adapters.nats.subjects import STREAM
from domain.language import Language

POSITION = "Jalon-Position"
ANSWER_SECONDS = 2


class Tail(NamedTuple):
    """The last sequence of the stream and the position of its fact; 0 and 0 for an empty one."""

    sequence: int
    position: int
    batches: bool


@dataclass(unsafe_hash=True)
class NotInStep(Exception):
    """The stream is no beginning of the log, so nothing may be published; `fr` and `en` say why."""

    fr: str
    en: str

    def sentence(self, language: Language) -> str:
        """Say what was found, and what to do."""
        return self.fr if language is Language.FRENCH else self.en

    def __str__(self) -> str:
        return self.en


class StreamAhead(NotInStep):
    """The stream holds facts that the log does not: an older database was put in its place."""

    def __init__(self, position: int, head: int) -> None:
        super().__init__(
            f"le flux {STREAM} va jusqu'à la position {position}, le registre jusqu'à {head} : une base "
            f"plus ancienne a pris sa place ; `jalon recover --from-stream` ajoute ce qui manque",
            f"stream {STREAM} goes up to position {position}, the log up to {head}: an older database "
            f"took its place; `jalon recover --from-stream` appends what is missing",
        )


class StreamDiffers(NotInStep):
    """At one position the stream and the log hold different facts; only people can tell which is true."""

    def __init__(self, position: int) -> None:
        super().__init__(
            f"à la position {position}, le flux {STREAM} et le registre ne portent pas le même fait ; "
            f"`jalon doctor --stream` montre le premier écart, et `jalon recover` n'écrase rien",
            f"at position {position}, stream {STREAM} and the log do not hold the same fact; "
            f"`jalon doctor --stream` shows the first difference, and `jalon recover` overwrites nothing",
        )


async def tail_of(client: Client, store: Store) -> Tail:
    """Return where the stream ends; raises `NotInStep` unless its last fact is the log's of that position."""
    found = await info_of(client)
    last, batches = found.state.last_seq, bool(found.config.allow_atomic)
    if last == 0:
        return Tail(0, 0, batches)
    try:
        message = await _management(client).get_msg(STREAM, seq=last)
    except NotFoundError as removed:
        raise StreamDiffers(0) from removed
    said = cast("dict[str, str]", message.headers or {}).get(POSITION, "")  # pyright: ignore[reportUnknownMemberType]
    position = int(said) if said.isdecimal() else 0
    await asyncio.to_thread(_compare, store, position, message.data or b"")
    return Tail(last, position, batches)


async def info_of(client: Client) -> StreamInfo:
    """Return how the stream is made and what it holds."""
    return await _management(client).stream_info(STREAM)


def _management(client: Client) -> JetStreamContext:
    return client.jetstream(timeout=ANSWER_SECONDS)  # pyright: ignore[reportUnknownMemberType]


def _compare(store: Store, position: int, body: bytes) -> None:
    facts = store.select_notifications(position, 1) if position else []
    if not facts and position > (head := store.head()):
        raise StreamAhead(position, head)
    if not facts or (facts[0].id, facts[0].state) != (position, body):
        raise StreamDiffers(position)
