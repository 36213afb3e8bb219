"""The words of a step as the command's body: documents filed and named by their hash, labels by ids."""

from collections.abc import Iterable
from typing import Any, Protocol, cast
from uuid import UUID

from adapters.engine.dispatch import Stated
from adapters.scenarios.scenario import DocumentText, FactOf, LastPosition, Step
from adapters.scenarios.scenario_faults import Fault
from domain.language import NOBODY, DocumentHash, Retention
from domain.paymonth.paying import DeliverStatement
from domain.record import Recorded
from domain.refused import RefusalRecorded

_SUBJECTS = ("mission", "consultant", "client", "umbrella")


class Keep(Protocol):
    """Files a document, and returns its hash."""

    def __call__(self, content: bytes, *, subject: UUID, retention: Retention, kind: str) -> DocumentHash:
        """File a document."""
        ...


class NoFact(Exception):
    """A step was named whose act stated no fact; `fault` says where."""

    def __init__(self, named: FactOf) -> None:
        super().__init__(named.name)
        of_kind = (" de ce nom", "such ") if named.kind else ("", "")
        self.fault = Fault(
            named.place,
            f"l'étape « {named.label} » n'a constaté aucun fait{of_kind[0]}",
            f"the step “{named.label}” stated no {of_kind[1]}fact",
        )


class Filing:
    """Remembers what the steps stated, and makes of the words of the next one a body to send."""

    def __init__(self, keep: Keep) -> None:
        self._keep = keep
        self._facts: dict[str, str] = {}
        self._position = 1

    def learn(self, step: Step, facts: Iterable[Stated], followed: Iterable[Recorded[Any]] = ()) -> None:
        """Remember the facts of a labelled step, unless it was refused, and how far the log has come."""
        stated = list(facts)
        self._position = max([self._position, *(fact.position for fact in stated)])
        recorded = [*(fact.recorded for fact in stated), *followed]
        if step.label is None or not recorded or isinstance(recorded[0].data, RefusalRecorded):
            return
        self._facts[step.label] = str(recorded[0].id)
        for fact in recorded:
            self._facts.setdefault(f"{step.label}.{type(fact.data).__name__}", str(fact.id))

    def filled(self, step: Step) -> dict[str, Any]:
        """Return the body of a step's command."""
        return {word: self._filled(step, value) for word, value in step.words.items()}

    def evidence(self, step: Step) -> DocumentHash | None:
        """File the document on which another party's act is recorded, if it is."""
        on_behalf = step.by.on_behalf
        if on_behalf is None:
            return None
        return self._filed(step, on_behalf.document, otherwise_about=on_behalf.whose)

    def _filled(self, step: Step, value: Any) -> Any:
        match value:
            case DocumentText():
                return self._filed(step, value)
            case FactOf():
                return self._fact(value)
            case LastPosition():
                return self._position
            case dict():
                words = cast("dict[str, Any]", value)
                return {word: self._filled(step, said) for word, said in words.items()}
            case list():
                return [self._filled(step, item) for item in cast("list[Any]", value)]
            case _:
                return value

    def _fact(self, named: FactOf) -> str:
        known = self._facts.get(named.name)
        if known is None:
            raise NoFact(named)
        return known

    def _filed(self, step: Step, document: DocumentText, *, otherwise_about: UUID = NOBODY) -> DocumentHash:
        about = next((word for word in _SUBJECTS if word in step.words), None)
        return self._keep(
            document.text.encode(),
            subject=UUID(step.words[about]) if about else otherwise_about,
            retention=_retention(step.command, document.field, about),
            kind=f"{step.command}.{document.field}",
        )


def _retention(command: str, field: str, about: str | None) -> Retention:
    if field == "receipt":
        return Retention.ACCOUNTING
    if command == DeliverStatement.__name__:
        return Retention.PAY
    return Retention.SOCIAL if about == "consultant" else Retention.EVIDENCE
