"""What each fact is called where people read it, in French and in English, in the order of the lives."""

from domain.account import events as account
from domain.client import events as client
from domain.consultant import events as consultant
from domain.invoicing import series
from domain.mission.events import billing, changing, delivering, ending, scoping, signing, working
from domain.operations import operations
from domain.paymonth import events as paymonth
from domain.record import Event
from domain.refused import RefusalRecorded
from domain.umbrella import events as umbrella
from projections import Wording

_NAMED: dict[type[Event], tuple[str, str]] = {
    # the umbrella company, its clients, its consultants
    umbrella.CompanyRegistered: ("Entreprise de portage enregistrée", "Umbrella company registered"),
    umbrella.ActivityDeclared: ("Activité de portage déclarée", "Activity declared"),
    umbrella.GuaranteeProvided: ("Garantie financière souscrite", "Financial guarantee provided"),
    umbrella.InsuranceProvided: ("Assurance de responsabilité souscrite", "Liability insurance provided"),
    umbrella.FeeSchemeAdopted: ("Frais de gestion fixés", "Management fee adopted"),
    client.ClientRegistered: ("Entreprise cliente enregistrée", "Client registered"),
    client.BillingTermsAgreed: ("Conditions de facturation convenues", "Billing terms agreed"),
    client.ContactNamed: ("Interlocuteur désigné", "Contact named"),
    consultant.ConsultantRegistered: ("Salarié porté enregistré", "Consultant registered"),
    consultant.QualificationVerified: ("Qualification vérifiée", "Qualification verified"),
    consultant.LevelAssigned: ("Classification attribuée", "Level assigned"),
    consultant.HireDeclared: ("Embauche déclarée (DPAE)", "Hire declared"),
    consultant.EmploymentContractConcluded: ("Contrat de travail conclu", "Employment contract concluded"),
    consultant.EmploymentContractDelivered: ("Contrat de travail remis", "Employment contract delivered"),
    # scoping
    scoping.NeedStated: ("Besoin exprimé", "Need stated"),
    scoping.ProposalMade: ("Proposition faite", "Proposal made"),
    scoping.TermsNegotiated: ("Conditions négociées", "Terms negotiated"),
    scoping.MissionScoped: ("Périmètre convenu", "Mission scoped"),
    scoping.ScopeRevised: ("Périmètre révisé avant signature", "Scope revised before signature"),
    scoping.MissionVerified: ("Mission vérifiée et acceptée", "Mission verified"),
    scoping.MissionDeclined: ("Mission refusée par l'entreprise de portage", "Mission declined"),
    scoping.MissionAbandoned: ("Mission abandonnée avant signature", "Mission abandoned before signature"),
    # signing
    signing.ConsentGiven: ("Consentement donné", "Consent given"),
    signing.ContractSigned: ("Contrat signé par une partie", "Contract signed by a party"),
    signing.MissionSigned: ("Mission signée par tous", "Mission signed by all"),
    signing.ContractCopyDelivered: ("Copie du contrat remise", "Contract copy delivered"),
    # working
    working.MissionStarted: ("Travail commencé", "Mission started"),
    working.MilestoneReached: ("Jalon atteint", "Milestone reached"),
    working.MilestoneValidated: ("Jalon validé", "Milestone validated"),
    working.ProgressReviewed: ("Point d'avancement tenu", "Progress reviewed"),
    working.DaysWorkedRecorded: ("Jours travaillés enregistrés", "Days worked recorded"),
    working.ActivityAcknowledged: ("Activité visée par le client", "Activity acknowledged"),
    working.ExpenseClaimed: ("Frais déclarés", "Expense claimed"),
    working.ExpenseApproved: ("Frais acceptés", "Expense approved"),
    working.ExpenseDeclined: ("Frais refusés", "Expense declined"),
    working.BreachRecorded: ("Manquement constaté", "Breach recorded"),
    working.BreachCured: ("Manquement réparé", "Breach cured"),
    working.RecordContested: ("Enregistrement contesté", "Record contested"),
    # delivering
    delivering.DeliverableSubmitted: ("Livrable remis", "Deliverable submitted"),
    delivering.DeliverableAccepted: ("Livrable accepté", "Deliverable accepted"),
    delivering.AcceptedWithReservations: ("Livrable accepté avec réserves", "Accepted with reservations"),
    delivering.DeliverableRejected: ("Livrable refusé", "Deliverable rejected"),
    # changing
    changing.ChangeRequested: ("Changement demandé", "Change requested"),
    changing.ChangeConsented: ("Changement accepté par une partie", "Change consented to"),
    changing.ChangeDeclined: ("Changement refusé", "Change declined"),
    changing.ChangeWithdrawn: ("Demande de changement retirée", "Change withdrawn"),
    changing.ScopeAmended: ("Périmètre modifié par avenant", "Scope amended"),
    # billing
    series.NumberAllotted: ("Numéro de facture attribué", "Invoice number allotted"),
    billing.Invoiced: ("Facture émise", "Invoiced"),
    billing.InvoiceTransmitted: ("Facture transmise", "Invoice transmitted"),
    billing.PaymentReceived: ("Paiement reçu", "Payment received"),
    # the month of pay and the activity account
    paymonth.ActivityReported: ("Activité déclarée", "Activity reported"),
    paymonth.ActivityReturned: ("Compte rendu d'activité à revoir", "Activity returned"),
    paymonth.ActivityCorrected: ("Compte rendu d'activité corrigé", "Activity corrected"),
    paymonth.ActivityApproved: ("Compte rendu d'activité approuvé", "Activity approved"),
    paymonth.AdvanceGranted: ("Avance accordée", "Advance granted"),
    paymonth.SalaryComputed: ("Salaire calculé", "Salary computed"),
    paymonth.SalaryTransferred: ("Salaire viré", "Salary transferred"),
    paymonth.StatementDelivered: ("Relevé de compte remis", "Statement delivered"),
    account.AccountOpened: ("Compte d'activité ouvert", "Activity account opened"),
    account.EntryPosted: ("Écriture passée au compte d'activité", "Entry posted on the activity account"),
    account.MonthClosed: ("Mois du compte clos", "Month of the account closed"),
    # ending
    ending.SalaryPaid: ("Part de salaire payée", "Share of salary paid"),
    ending.MissionCompleted: ("Mission terminée", "Mission completed"),
    ending.MissionClosed: ("Mission clôturée", "Mission closed"),
    # any
    RefusalRecorded: ("Acte refusé", "Act refused"),
    operations.ClockAdvanced: ("Horloge simulée avancée", "Simulated clock advanced"),
}

TITLES: dict[str, Wording] = {event.TYPE: Wording(*words) for event, words in _NAMED.items()}
"""The title of every fact, by its stored name."""
