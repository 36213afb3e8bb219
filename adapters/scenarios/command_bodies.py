"""Make the body of a command from the words of a step: hashes replace documents, ids replace labels."""

from collections.abc import Iterable
from typing import Any, Protocol, cast
from uuid import UUID

from adapters.engine.dispatch import StatedEvent
from adapters.scenarios.scenario import DocumentText, EventReference, LastPosition, ScenarioStep
from adapters.scenarios.scenario_faults import ScenarioFault
from domain.language import NOBODY, DocumentHash, Retention
from domain.paymonth.paying import DeliverStatement
from domain.record import Recorded
from domain.refused import RefusalRecorded

_SUBJECTS = ("mission", "consultant", "client", "umbrella")


class DocumentFiler(Protocol):
    """Files a document, and returns its hash."""

    def __call__(self, content: bytes, *, subject: UUID, retention: Retention, kind: str) -> DocumentHash:
        """File a document."""
        ...


class NoEventStated(Exception):
    """A step refers to another step that stated no event; `fault` says where."""

    def __init__(self, reference: EventReference) -> None:
        super().__init__(reference.written_name)
        (of_kind_fr, of_kind_en) = (" de ce nom", "such ") if reference.kind else ("", "")
        self.fault = ScenarioFault(
            reference.place,
            f"l'étape « {reference.label} » n'a constaté aucun fait{of_kind_fr}",
            f"the step “{reference.label}” stated no {of_kind_en}event",
        )


class CommandBodies:
    """Remembers the events of the steps so far, and makes the body of the next command from its words."""

    def __init__(self, file_document: DocumentFiler) -> None:
        self._file_document = file_document
        self._event_ids: dict[str, str] = {}
        self._position = 1

    def remember_step(
        self, step: ScenarioStep, events: Iterable[StatedEvent], followed: Iterable[Recorded[Any]] = ()
    ) -> None:
        """Remember the last position, and the events of a step that has a label.

        A refusal is not remembered: no later step may refer to it.
        """
        stated = list(events)
        self._position = max([self._position, *(event.position for event in stated)])
        recorded = [*(event.recorded for event in stated), *followed]
        if step.label is None or not recorded or isinstance(recorded[0].data, RefusalRecorded):
            return
        self._event_ids[step.label] = str(recorded[0].id)
        for event in recorded:
            self._event_ids.setdefault(f"{step.label}.{type(event.data).__name__}", str(event.id))

    def build_body(self, step: ScenarioStep) -> dict[str, Any]:
        """Return the body of a step's command; raises `NoEventStated`."""
        return {word: self._resolve_value(step, value) for word, value in step.words.items()}

    def file_evidence(self, step: ScenarioStep) -> DocumentHash | None:
        """File the document that shows another party's act; return None if the act is the actor's own."""
        on_behalf = step.by.on_behalf
        if on_behalf is None:
            return None
        return self._file_text(step, on_behalf.document, otherwise_about=on_behalf.whose)

    def _resolve_value(self, step: ScenarioStep, value: Any) -> Any:
        match value:
            case DocumentText():
                return self._file_text(step, value)
            case EventReference():
                return self._find_event(value)
            case LastPosition():
                return self._position
            case dict():
                words = cast("dict[str, Any]", value)
                return {word: self._resolve_value(step, part) for word, part in words.items()}
            case list():
                return [self._resolve_value(step, item) for item in cast("list[Any]", value)]
            case _:
                return value

    def _find_event(self, reference: EventReference) -> str:
        event_id = self._event_ids.get(reference.written_name)
        if event_id is None:
            raise NoEventStated(reference)
        return event_id

    def _file_text(
        self, step: ScenarioStep, document: DocumentText, *, otherwise_about: UUID = NOBODY
    ) -> DocumentHash:
        about = next((word for word in _SUBJECTS if word in step.words), None)
        return self._file_document(
            document.text.encode(),
            subject=UUID(step.words[about]) if about else otherwise_about,
            retention=_choose_retention(step.command, document.field, about),
            kind=f"{step.command}.{document.field}",
        )


def _choose_retention(command: str, field: str, about: str | None) -> Retention:
    if field == "receipt":
        return Retention.ACCOUNTING
    if command == DeliverStatement.__name__:
        return Retention.PAY
    return Retention.SOCIAL if about == "consultant" else Retention.EVIDENCE
