"""The table of retired words: the word that decides, the one that leaves, and how a scanner knows it.

A row has up to three patterns. `name` is searched in an identifier split into words (`KeyStore` is
`key store`), `raw` in its place and itself (`class Round`, `parameter round_`), `prose` in sentences,
whatever their case; but not where `plain` is found around it, with the word between `<` and `>`. `only`
names the rooms in which the word has the retired sense.

What must keep a retired word is in `STORED` and `EXEMPT`, one by one, each with its reason.
"""

from typing import NamedTuple

ANYWHERE = ("*",)
WIRE = tuple(
    f"{top}adapters/{room}/*"
    for top in ("", "tests/")
    for room in ("engine/access", "engine/query", "nats", "service")
)


class Retired(NamedTuple):
    """One retired word."""

    word: str
    retired: str
    name: str = ""
    raw: str = ""
    prose: str = ""
    plain: str = ""
    only: tuple[str, ...] = ANYWHERE


NOUN = r"\b(?:a|an|the|one|each|every|any|this|its|their|no|next|same|own|per|first|last|open)"

RETIRED: tuple[Retired, ...] = (
    Retired(
        "event",
        "fact",
        name=r"\bfacts?\b",
        prose=r"\bfacts?\b",
        plain=r"\b(?:in|matter of) <fact>(?! \w+ of)",
    ),
    Retired("event", "telling", name=r"\btellings?\b", prose=r"\btellings?\b"),
    Retired(
        "command",
        "order",
        name=r"(?<!purchase )(?<!out of )(?<!in )(?<!every )(?<!same )\border(?! reference)\b"
        r"|(?<!purchase )\borders\b",
        prose=r"\borders?\b",
        plain=r"\b(?:purchase|out of|in|by|log|sort|legal|natural|right|wrong|same|whatever) <order"
        r"|\blog, one <order"
        r"|\bin (?:\w+ ){1,3}<order|<orders?> (?:of|by|in which|that causality|follows|reference|number)\b",
    ),
    Retired(
        "decide / evolve", "turned, moved", raw=r" _?(?:turned|TURNED|_TURNED|moved_in)$|function _?moved$"
    ),
    Retired(
        "aggregate", "Life, kind of life", raw=r" _?(?:Life|LIVES)$", prose=r"\bkinds? of li(?:fe|ves)\b"
    ),
    Retired("position", "rank", name=r"\branks?\b", prose=r"\branks?\b"),
    Retired(
        "position, checkpoint",
        "stand",
        name=r"\bstands?\b(?! on)",
        prose=rf"{NOUN} stand\b|\b(?:the|its|their|all|live) stands\b|\bstands of\b",
    ),
    Retired("envelope", "line of the log", prose=r"\b(?:log |envelope )lines?\b|\blines? of the log\b"),
    Retired(
        "parked key",
        "parked line",
        name=r"\bparked lines?\b|\bkey lines?\b",
        prose=r"\bparked lines?\b|\bparks? (?:one |its |a |the |this |that )?lines?\b"
        r"|\blines? (?:is|are|stays?) parked\b",
    ),
    Retired("rule check, projection", "question", name=r"\bquestions?\b", prose=r"\bquestions?\b"),
    Retired("due ask", "want", name=r"\bwants?\b(?! of work)", prose=rf"{NOUN} wants?\b", plain=r"> of work"),
    Retired(
        "batch, unit of work",
        "turn",
        name=r"\bturns?\b",
        prose=rf"{NOUN} turns?\b|\b(?:two|many|takes?|took) turns?\b|^turns\b|\bturns grow\b",
        plain="> out",
    ),
    Retired(
        "batch",
        "round",
        raw=r" _?Round$| round_$|parameter round$",
        prose=r"\b(?:a|the|each|this|next|same) rounds?\b",
        plain=r"> (?:trip|figure|number|sum)",
    ),
    Retired(
        "working set",
        "known streams",
        name=r"\bknown streams\b",
        raw=r" Known$|file known$",
        prose=r"\bknown streams\b",
    ),
    Retired(
        "working set, reply, saga",
        "told, tell",
        name=r"\b(?:told|tells?)\b",
        prose=r"\b(?:told|tells?)\b",
        plain=r"> (?:\S+ ){0,4}apart\b|\bcannot <tell>",
    ),
    Retired("validation", "door", name=r"\bdoors?\b", prose=r"\bdoors?\b"),
    Retired("seal", "box", name=r"\bbox(?:es)?\b", prose=r"\b(?:sealed )?box(?:es)?\b"),
    Retired("vault", "keyless", name=r"\bkeyless\b", prose=r"\bkeyless\b"),
    Retired("page", "page of the log", prose=r"\bpages? of the log\b"),
    Retired("row cache", "shelf", name=r"\bshel(?:f|ves)\b", prose=r"\bshel(?:f|ves)\b"),
    Retired("follower", "runner for one reader", prose=r"\brunners? (?:for|of) (?:one|a) reader\b"),
    Retired("saga", "story", name=r"\bstor(?:y|ies)\b", prose=r"\bstor(?:y|ies)\b"),
    Retired("outbox", "owed rows", name=r"\bowed rows?\b", prose=r"\bowed rows?\b"),
    Retired(
        "in-flight batch",
        "flight",
        name=r"(?<!in )\bflights?\b",
        prose=r"\bflights?\b",
        plain=r"\bin[- ]<flight",
    ),
    Retired("relay", "boarding", name=r"\bboarding\b", prose=r"\bboarding\b"),
    Retired("relay", "runway", name=r"\brunway\b", prose=r"\brunway\b"),
    Retired("relay", "pace", name=r"\bpace\b", prose=r"\bpace\b"),
    Retired("published", "landed", name=r"\blanded\b", prose=r"\blanded\b"),
    Retired(
        "principal",
        "who, sender, mouth",
        name=r"\bsenders?\b|\bmouths?\b",
        raw=r" _?who$",
        prose=r"\bsenders?\b|\bmouths?\b",
    ),
    Retired(
        "request, reply, outcome",
        "asked, said, handled",
        raw=r" _?(?:asked|said|handled|Asked|Said|Handled)$",
        only=WIRE,
    ),
    Retired(
        "settings, composition root",
        "means",
        name=r"\bmeans\b",
        prose=r"\b(?:the|its|whose|these|their) means\b",
        plain="> of",
    ),
    Retired("clock", "when", raw=r"class When$| When$| _when$|file when$"),
    Retired("translation", "voice", name=r"\bvoices?\b", prose=r"\bvoices?\b"),
    Retired("catalogue", "vocabulary", name=r"\bvocabular(?:y|ies)\b", prose=r"\bvocabular(?:y|ies)\b"),
    Retired("catalogue", "words (of a file)", raw=r"file (?:\w+_)?words$"),
    Retired("scenario", "chronicle", name=r"\bchronicles?\b", prose=r"\bchronicles?\b"),
    Retired("scenario", "lived", name=r"\blived\b", prose=r"\blived\b"),
    Retired("scenario", "margin", name=r"\bmargins?\b", prose=r"\bmargins?\b"),
)


class Exemption(NamedTuple):
    """A retired word that stays: in which files, in what text of the line or name, and why."""

    retired: str
    files: str
    text: str
    reason: str


class Stored(NamedTuple):
    """A name that is stored, sent or typed: in which files it is that name, and what it is."""

    files: tuple[str, ...]
    reason: str


TRAIL = (
    "projections/audit_trail/*",
    "adapters/cli/*",
    "adapters/rendering/*",
    "tests/projections/*",
    "tests/adapters/cli/*",
    "tests/adapters/rendering/*",
)
REPLIES = tuple(
    f"{top}adapters/{room}/*" for top in ("", "tests/") for room in ("engine", "nats", "service", "cli")
)

STORED: dict[str, Stored] = {
    "fact": Stored(ANYWHERE, "field of ContestRecord, RaiseSignal, LineRetried and others; of a reply"),
    "facts": Stored(ANYWHERE, "field of CommandAnswer, of a reply and of a scenario"),
    "facts_left_out": Stored(ANYWHERE, "field of a reply"),
    "rank": Stored(
        ("domain/*", "tests/domain/*", "projections/*"), "of EmploymentContractRenewed and NumberAllotted"
    ),
    "box": Stored(ANYWHERE, "field of a sealed value; a name of `rich`"),
    "stories": Stored(TRAIL, "field of the page of the audit trail"),
    "story": Stored(TRAIL, "field of the page of the audit trail, and option of `jalon run`"),
    "turn": Stored(TRAIL, "field of the page of the audit trail"),
    "turns": Stored(TRAIL, "field of the page of the audit trail"),
    "told_on": Stored(ANYWHERE, "field of EndTrialPeriod and TrialPeriodEnded"),
}
"""Fields of events, commands and pages: they stay as a field, an attribute or a keyword argument."""

EXEMPT: tuple[Exemption, ...] = (
    Exemption("order", "*", r"^record_order$", "the verb of RecordPurchaseOrder"),
    Exemption("told, tell", "*", r"^(?:told_on)$", "field of EndTrialPeriod, wherever it goes"),
    Exemption("box", "adapters/*", r"^box$", "a name that `rich` prescribes"),
    Exemption("question", "GUIDE.md", r"", "a French word"),
    Exemption("*", "tests/house/words.py", r"", "this table names the retired words"),
    Exemption("told, tell", "tests/house/names.py", r"understood", "the list of participles"),
    Exemption("*", "tests/house/test_words.py", r"", "its examples are retired words"),
    Exemption(
        "words (of a file)", "tests/domain/words.py", r"", "the words of given, when, then: no translation"
    ),
    # adapters/cli, adapters/rendering
    Exemption("question", "adapters/rendering/catalogue.py", r"répond à la question", "a French text"),
    # domain, tests/domain, tests/mutation
    Exemption("order", "domain/language.py", r"^order$", "a keyword of `msgspec.Struct`"),
    Exemption("order", "domain/mission/signal_table.py", r"Orders on method", "an instruction of the client"),
    Exemption("told, tell", "domain/law/*", r"told|tell", "texts of rules and figures: legal content"),
    Exemption("told, tell", "domain/mission/changing.py", r"^told_at$", "a stored value of a rule check"),
    Exemption("fact", "domain/aggregates.py", r"fact", "the stored text of a refusal"),
    Exemption("fact", "domain/multi_stream/mission_parties.py", r"fact", "the stored text of a refusal"),
    Exemption("told, tell", "tests/domain/mission/*", r"^told_at$", "a stored value of a rule check"),
    Exemption("fact", "tests/domain/*", r"fact(?=:| |$)", "the stored text of a refusal"),
    # sagas, projections
    Exemption(
        "story",
        "projections/audit_trail/*",
        r"^(?:Stories|(?:Deliverable|Change|Invoice|Signal)Story)$",
        "a `$defs` of contracts/pages/audit_trail.json",
    ),
    Exemption(
        "turn", "projections/audit_trail/*", r"^Turn$", "a `$defs` of contracts/pages/audit_trail.json"
    ),
    Exemption("rank", "sagas/autonomy/*", r"^rank$", "field of WatchedSignal, stored with the progress"),
    Exemption(
        "told, tell", "sagas/vigilance/*", r"^told$", "field of ClientMission, stored with the progress"
    ),
    Exemption("rank", "tests/projections/test_audit_trail.py", r"^rank$", "field of NumberAllotted"),
    # the engine's followers, queries and access, the service, compose
    Exemption("fact", "adapters/engine/access/replies.py", r"\bPlacedFact$", "a type of the published reply"),
    Exemption("fact", "adapters/engine/access/replies.py", r"^facts$", "a field of the published reply"),
    Exemption("told, tell", "adapters/engine/access/replies.py", r"\bRefusalTold$", "a published type"),
    Exemption("order", "adapters/engine/follow/*", r"^order$", "an option of the encoder of `msgspec`"),
    # adapters/scenarios, tests/adapters/scenarios, tests/lives, tests/chaos, tests/house, tests/guard, bench
    Exemption("fact", "tests/guard/frozen_lines.py", r"facts: \[zzzz|facts/", "a key of scenarios; a folder"),
    Exemption("fact", "tests/adapters/scenarios/*", r"\bfacts?: |\bfact$", "a key of scenarios"),
    Exemption("order", "adapters/scenarios/*", r"^order$", "an argument of `msgspec.json.encode`"),
    Exemption("fact", "bench/*", r"tracking every fact|code a fact", "the printed name of a row"),
    # Makefile, tests/test_readme.py
    Exemption("story", "Makefile", r"--story\b", "an option of `jalon run`"),
    Exemption("story", "tests/test_readme.py", r"--story\b", "an option of `jalon run`"),
    Exemption("fact", "bench/reading.py", r"\bfacts$", "the printed name of a row"),
    Exemption("story", "contracts/pages/audit_trail.json", r"Stories", "a name of a published `$defs`"),
    Exemption("fact", "contracts/wire/fact-headers.json", r"fact-headers", "the name of a published schema"),
    Exemption("fact", "tests/guard/wanted.toml", r"facts", "the text that was frozen"),
)
