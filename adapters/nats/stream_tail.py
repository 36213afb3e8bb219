"""Reads the last message of the stream, and checks that the stream is a beginning of the log."""

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

POSITION_HEADER = "Jalon-Position"
REPLY_SECONDS = 2


class StreamTail(NamedTuple):
    """The last sequence of the stream and the position of its event; both 0 for an empty stream."""

    sequence: int
    position: int
    atomic: bool


@dataclass(unsafe_hash=True)
class NotInStep(Exception):
    """The stream is not a beginning of the log, so nothing may be published; `fr` and `en` say why."""

    fr: str
    en: str

    def sentence(self, language: Language) -> str:
        """Return what was found, and what to do, in a language."""
        return self.fr if language is Language.FRENCH else self.en

    def __str__(self) -> str:
        return self.en


class StreamAhead(NotInStep):
    """The stream holds events that the log does not: an older database was restored."""

    def __init__(self, position: int, head: int) -> None:
        super().__init__(
            f"le flux {STREAM} va jusqu'à la position {position}, le registre jusqu'à {head} : une base "
            f"plus ancienne a pris sa place ; `jalon recover --from-stream` ajoute ce qui manque",
            f"stream {STREAM} goes up to position {position}, the log up to {head}: an older database "
            f"took its place; `jalon recover --from-stream` appends what is missing",
        )


class StreamDiffers(NotInStep):
    """The stream and the log hold different events at one position; people must decide which is true."""

    def __init__(self, position: int) -> None:
        super().__init__(
            f"à la position {position}, le flux {STREAM} et le registre ne portent pas le même fait ; "
            f"`jalon doctor --stream` montre le premier écart, et `jalon recover` n'écrase rien",
            f"at position {position}, stream {STREAM} and the log do not hold the same event; "
            f"`jalon doctor --stream` shows the first difference, and `jalon recover` overwrites nothing",
        )


async def read_tail(client: Client, store: Store) -> StreamTail:
    """Return the tail of the stream; raises `NotInStep` unless the log holds the same event there."""
    found = await read_stream_info(client)
    last, atomic = found.state.last_seq, bool(found.config.allow_atomic)
    if last == 0:
        return StreamTail(0, 0, atomic)
    try:
        message = await _jetstream_context(client).get_msg(STREAM, seq=last)
    except NotFoundError as removed:
        raise StreamDiffers(0) from removed
    position_header = cast("dict[str, str]", message.headers or {}).get(POSITION_HEADER, "")  # pyright: ignore[reportUnknownMemberType]
    position = int(position_header) if position_header.isdecimal() else 0
    await asyncio.to_thread(_check_last_event, store, position, message.data or b"")
    return StreamTail(last, position, atomic)


async def read_stream_info(client: Client) -> StreamInfo:
    """Return the configuration and the state of the stream."""
    return await _jetstream_context(client).stream_info(STREAM)


def _jetstream_context(client: Client) -> JetStreamContext:
    return client.jetstream(timeout=REPLY_SECONDS)  # pyright: ignore[reportUnknownMemberType]


def _check_last_event(store: Store, position: int, body: bytes) -> None:
    events = store.select_notifications(position, 1) if position else []
    if not events and position > (head := store.head()):
        raise StreamAhead(position, head)
    if not events or (events[0].id, events[0].state) != (position, body):
        raise StreamDiffers(position)
