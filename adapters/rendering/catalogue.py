"""The texts of the command line, in French and in English; the law and the validation have their own."""

from typing import NamedTuple

from adapters.rendering.broker_texts import BROKER_TEXTS
from adapters.rendering.contract_texts import CONTRACT_TEXTS
from adapters.rendering.domain_terms import DOMAIN_TERMS
from adapters.rendering.follower_texts import FOLLOWER_TEXTS
from adapters.rendering.page_texts import PAGE_TEXTS
from adapters.rendering.recovery_texts import RECOVERY_TEXTS
from adapters.rendering.scenario_texts import SCENARIO_TEXTS
from adapters.rendering.signal_texts import SIGNAL_TEXTS
from adapters.rendering.timeline_texts import TIMELINE_TEXTS
from domain.language import Language


class MonthName(NamedTuple):
    """The name of a month, short and full."""

    short: str
    full: str


def _make_months(short: str, full: str) -> tuple[MonthName, ...]:
    return tuple(map(MonthName, short.split(), full.split()))


MONTH_NAMES = {
    Language.FRENCH: _make_months(
        "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    ),
    Language.ENGLISH: _make_months(
        "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
        "January February March April May June July August September October November December",
    ),
}

CATALOGUE: dict[str, tuple[str, str]] = {
    **CONTRACT_TEXTS,
    **BROKER_TEXTS,
    **FOLLOWER_TEXTS,
    **SCENARIO_TEXTS,
    **TIMELINE_TEXTS,
    **RECOVERY_TEXTS,
    **PAGE_TEXTS,
    **SIGNAL_TEXTS,
    **DOMAIN_TERMS,
    # answers
    "defect": (
        "une erreur de Jalon, et rien n'a changé ; incident {incident}",
        "a defect of Jalon, and nothing has changed; incident {incident}",
    ),
    "accepted_nothing": ("accepté, rien de nouveau à constater", "accepted, nothing new to state"),
    "dry_run": ("essai : rien n'est enregistré", "dry run: nothing is recorded"),
    "command_id": ("commande {id}", "command {id}"),
    "scenario_unreadable": (
        "{path} : ce scénario ne peut pas être lu ({why})",
        "{path}: this scenario cannot be read ({why})",
    ),
    # time line
    "on_behalf": (
        "noté par l'entreprise de portage, sur document ({channel})",
        "recorded by the umbrella company on a document ({channel})",
    ),
    "rules_met": ("respecté : {rules}", "met: {rules}"),
    "more_rules": ("et {count} autres", "and {count} more"),
    "erased": ("[effacé]", "[erased]"),
    "unreadable": ("[altéré]", "[altered]"),
    # listings
    "no_missions": ("aucune mission dans ce registre", "no mission in this store"),
    "no_refusals": ("aucun refus dans ce registre", "no refusal in this store"),
    "no_facts": ("aucun fait ne répond à la question", "no event matches"),
    "invoiced": ("facturé TTC", "invoiced"),
    "paid": ("réglé TTC", "paid"),
    "open": ("reste dû TTC", "still owed"),
    "facts": ("faits", "facts"),
    "position": ("n°", "no."),
    "time": ("quand", "when"),
    "who": ("qui", "who"),
    "what": ("quoi", "what"),
    "about": ("sujet", "about"),
    "recorded_on": ("constaté le {day}", "recorded {day}"),
    "rule": ("règle", "rule"),
    "why": ("pourquoi", "why"),
    "left_out": (
        "{count} faits inconnus de cette version sont laissés de côté",
        "{count} events unknown to this version are left out",
    ),
    # names and instants
    "unknown_stream": (
        (
            "« {name} » ne désigne aucun flux de ce registre ; attendu : kind/<uuid>, un uuid ou son début, "
            "le nom que lui donne un scénario, ou scénario/nom"
        ),
        (
            "“{name}” names no stream of this store; expected: kind/<uuid>, a uuid or its beginning, "
            "the name a scenario gives it, or scenario/name"
        ),
    ),
    "ambiguous": ("« {name} » peut désigner :", "“{name}” may mean:"),
    "not_a_mission": ("{stream} n'est pas une mission", "{stream} is not a mission"),
    "bad_instant": (
        (
            "{option} : « {text} » n'est ni une date (2026-01-31) ni un instant avec son décalage "
            "(2026-01-31T18:00:00+01:00)"
        ),
        (
            "{option}: “{text}” is neither a date (2026-01-31) nor an instant with its offset "
            "(2026-01-31T18:00:00+01:00)"
        ),
    ),
    "unknown_page": ("page inconnue : {name} ; il y a {known}", "unknown page: {name}; there are {known}"),
    # pages
    "sheet_of": ("Fiche de mission au {day}", "Mission sheet on {day}"),
    "trail_of": ("Piste d'audit au {day}", "Audit trail on {day}"),
    "trail_counts": (
        "{fact} actes, {consequence} conséquences, {breach} manquements, {refusal} refus, {late} notés tard",
        "{fact} acts, {consequence} consequences, {breach} breaches, {refusal} refusals, {late} late entries",
    ),
    "more_details": ("et {count} autres, avec --json", "and {count} more, with --json"),
    "price": ("prix", "price"),
    "offered_by": ("offert : {party}", "offered by the {party}"),
    "dates": ("dates", "dates"),
    "next_acts": ("Qui doit quoi", "Who owes what"),
    "nobody_owes": ("personne ne doit plus rien", "nobody owes anything any more"),
    "due_on": ("pour le {day}", "due {day}"),
    "overdue": ("en retard", "overdue"),
    "milestones": ("Jalons", "Milestones"),
    "deliverables": ("Livrables", "Deliverables"),
    "changes": ("Changements ouverts", "Open changes"),
    "days_worked": ("Jours", "Days"),
    "expenses_of": ("Frais", "Expenses"),
    "invoices_of": ("Factures", "Invoices"),
    "credit_notes_of": ("Avoirs", "Credit notes"),
    "penalties_of": ("Pénalités retenues par le client", "Penalties held back by the client"),
    "credited": ("avoir", "credited"),
    "written_off": ("passé en perte", "written off"),
    "late_penalties": ("pénalités de retard", "late penalties"),
    "disputed": ("en litige", "disputed"),
    "suspended": ("suspendue depuis le {day} : {reason}", "suspended since {day}: {reason}"),
    "notice_until": (
        "préavis donné : {party}, jusqu'au {day}",
        "notice given by the {party}, until {day}",
    ),
    "ended_early": (
        "rompue le {day} : {party}, {clause} ; reste dû {due}",
        "ended early on {day}: {party}, {clause}; {due} remain due",
    ),
    "salaries_of": ("Salaires", "Salaries"),
    "breaches_of": ("Manquements ouverts", "Open breaches"),
    "refused_count": ("Actes refusés : {count}", "Acts refused: {count}"),
    "starts_on": ("début", "starts"),
    "ends_on": ("fin", "ends"),
    "signed_on": ("signé", "signed"),
    "first_day": ("premier jour", "first day"),
    "contract_due_on": ("contrat dû", "contract due"),
    "copy_delivered_on": ("copie remise", "copy delivered"),
    "completed_on": ("terminé", "completed"),
    "for_party": ("pour : {party}", "for the {party}"),
    # do
    "on_behalf_needs": (
        "--on-behalf-of, --document et --channel vont ensemble",
        "--on-behalf-of, --document and --channel go together",
    ),
    "no_document": ("--document : {why}", "--document: {why}"),
    "no_body": (
        "le corps de la commande ne peut pas être lu : {why}",
        "the body of the command cannot be read: {why}",
    ),
    # law
    "article": ("article", "article"),
    "force": ("force", "force"),
    "law_force": ("force : {force}", "force: {force}"),
    "law_since": ("en vigueur depuis le {day}", "in force since {day}"),
    "law_not_yet": ("pas encore en vigueur : dès le {day}", "not yet in force: from {day}"),
    "law_from": ("dès le {day} :", "from {day}:"),
    "law_unconfirmed": ("non confirmé : indicatif", "not confirmed: for information"),
    "law_notice": (
        "dès {from_months} mois et {from_days} jours de présence, {months} mois et {days} jours",
        "from {from_months} months and {from_days} days of presence, {months} months and {days} days",
    ),
    "law_source": ("source : {source}", "source: {source}"),
    "law_asked": ("posée par : {commands}", "checked by: {commands}"),
    "law_asked_always": ("posée par tous les actes", "checked by every command"),
    "law_asked_nowhere": (
        "rappelée seulement : aucun acte enregistré ici ne la pose",
        "a reminder only: no command checks it",
    ),
    "law_events": ("faits regardés : {events}", "events looked at: {events}"),
    "law_refusals": ("refus : {refusals}", "refusals: {refusals}"),
    "unknown_rule": (
        "« {name} » n'est ni une règle, ni un article, ni un chiffre de la loi ; voir jalon law",
        "“{name}” is no rule, no article and no figure of the law; see jalon law",
    ),
    "bad_day": (
        "{option} : « {text} » n'est pas une date (2026-01-31)",
        "{option}: “{text}” is not a date (2026-01-31)",
    ),
    # doctor
    "healthy": ("tout va bien", "all is well"),
    "unhealthy": ("quelque chose ne va pas", "something is wrong"),
    "store": ("registre", "store"),
    "tenant": ("organisation", "tenant"),
    "clock": ("horloge", "clock"),
    "head": ("dernière position", "head"),
    "keys": ("clés", "keys"),
    "keys_reachable": ("lisibles", "reachable"),
    "unknown_types": ("types inconnus", "types unknown"),
    "none": ("aucun", "none"),
    "fault": ("défaut", "fault"),
    "unsafe_setting": (
        "{setting} : si le courant manque, un acte auquel il fut répondu peut se perdre",
        "{setting}: if the power fails, an answered command may be lost",
    ),
    # faults of a store and its keys
    "unknown_event": ("fait inconnu de cette version", "an event unknown to this version"),
    "unreadable_event": ("fait illisible", "an event that cannot be read"),
    "master_key_missing": (
        "la clé maîtresse de {path} manque : restaurez-la, une nouvelle ne lirait rien",
        "the master key of {path} is missing: restore it, a new one would read nothing",
    ),
    "master_key_damaged": ("la clé maîtresse de {path} est abîmée", "the master key of {path} is damaged"),
    "master_key_wrong": (
        "la clé maîtresse de {path} n'est pas celle de ses clés",
        "the master key of {path} is not the one of its keys",
    ),
    "no_folder": ("les clés manquent : {path} n'est pas là", "the keys are missing: {path} is not there"),
    "migrated": ("{place} : étape {number:04d}, {name}", "{place}: step {number:04d}, {name}"),
    "up_to_date": ("{place} : le schéma est à jour", "{place}: the schema is up to date"),
    "interrupted": ("interrompu", "interrupted"),
}
"""Each text by its key: French, then English."""

FRENCH_STORE_FAULTS: dict[str, str] = {
    "not a file": "ce n'est pas un fichier",
    "no store at path": "il n'y a pas de registre à cet endroit",
    "not a SQLite file": "ce n'est pas un fichier SQLite",
    "an empty file": "un fichier vide",
    "another program's SQLite file": "le fichier SQLite d'un autre programme",
    "a Jalon store of newer schema version": "un registre Jalon d'un schéma plus récent, version",
    "a Jalon store of unknown schema version": "un registre Jalon d'un schéma inconnu, version",
    "a damaged file: it does not say whose store it is": "un fichier abîmé : il ne dit pas à qui il est",
    "a damaged file": "un fichier abîmé",
    "a damaged store": "un registre abîmé",
    "a file that cannot be read": "un fichier illisible",
    "no place for a store": "pas de place pour un registre",
    "no Jalon store: run jalon migrate": "pas de registre Jalon : lancez jalon migrate",
    "a Jalon store of older schema: run jalon migrate": "un registre Jalon d'un schéma plus ancien : lancez "
    "jalon migrate",
    "another program's schema jalon": "le schéma jalon d'un autre programme",
    "not the address of a database": "ce n'est pas l'adresse d'une base de données",
    "PostgreSQL needs the extra jalon[postgres]": "PostgreSQL demande le supplément jalon[postgres]",
    "only a database is migrated": "seule une base de données se migre",
}
"""The French of the faults that a store reports; the longest matching beginning is taken."""
