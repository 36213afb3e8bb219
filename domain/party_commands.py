"""The commands about the parties: the umbrella company, its clients, its consultants and their employment."""

from domain.client import client, client_changes
from domain.command_definition import (
    CLIENT,
    CONSULTANT,
    UMBRELLA,
    C,
    CommandDefinition,
    K,
    S,
    U,
    multi_stream,
    single_stream,
)
from domain.consultant import contract_commands as contract
from domain.consultant import (
    contracting,
    developing,
    employer_care,
    erasure,
    hiring,
    leaving,
    simulation_cover_bank,
    trial,
)
from domain.multi_stream import employment_effects
from domain.multi_stream import lapse_breaches as joint_lapsing
from domain.multi_stream import pay_month_effects as joint_paying
from domain.umbrella import controls_and_disputes, lapsing, settings, umbrella

PARTY_COMMANDS: tuple[CommandDefinition, ...] = (
    # the umbrella company, its clients, its consultants
    single_stream(UMBRELLA, umbrella.RegisterCompany, U, umbrella.register),
    single_stream(UMBRELLA, umbrella.DeclareActivity, U, umbrella.declare),
    single_stream(UMBRELLA, umbrella.ProvideGuarantee, U, umbrella.guarantee),
    single_stream(UMBRELLA, umbrella.ProvideInsurance, U, umbrella.insure),
    single_stream(UMBRELLA, umbrella.AdoptFeeScheme, U, umbrella.adopt_fee),
    single_stream(UMBRELLA, lapsing.AttestGuarantee, U, lapsing.attest),
    multi_stream(
        "umbrella mission > umbrella mission", lapsing.LapseGuarantee, U | S, joint_lapsing.lapse_guarantee
    ),
    multi_stream(
        "umbrella mission > umbrella mission", lapsing.LapseInsurance, U | S, joint_lapsing.lapse_insurance
    ),
    single_stream(UMBRELLA, settings.AdoptPolicy, U, settings.adopt_policy),
    single_stream(UMBRELLA, settings.AdoptCalendar, U, settings.adopt_calendar),
    single_stream(UMBRELLA, controls_and_disputes.OpenControl, U, controls_and_disputes.open_control),
    single_stream(UMBRELLA, controls_and_disputes.CloseControl, U, controls_and_disputes.close_control),
    single_stream(UMBRELLA, controls_and_disputes.OpenDispute, U, controls_and_disputes.open_dispute),
    single_stream(UMBRELLA, controls_and_disputes.CloseDispute, U, controls_and_disputes.close_dispute),
    single_stream(UMBRELLA, controls_and_disputes.PlaceLegalHold, U, controls_and_disputes.place_hold),
    single_stream(UMBRELLA, controls_and_disputes.LiftLegalHold, U, controls_and_disputes.lift_hold),
    single_stream(CLIENT, client.RegisterClient, U, client.register),
    single_stream(CLIENT, client.AgreeBillingTerms, U, client.agree_terms),
    single_stream(CLIENT, client.NameContact, C | U, client.name_contact),
    single_stream(CLIENT, client_changes.ReplaceClientContact, C | U, client_changes.replace_contact),
    single_stream(CLIENT, client_changes.DeliverVigilanceCertificate, U, client_changes.deliver_certificate),
    single_stream(CLIENT, client_changes.CheckSolvency, U, client_changes.check_solvency),
    single_stream(CLIENT, client_changes.RecordInsolvency, U, client_changes.record_insolvency),
    multi_stream(
        "consultant account > consultant account",
        hiring.RegisterConsultant,
        U,
        joint_paying.register_consultant,
    ),
    single_stream(CONSULTANT, hiring.VerifyQualification, U, hiring.qualify),
    single_stream(CONSULTANT, hiring.AssignLevel, U, hiring.assign_level),
    single_stream(CONSULTANT, hiring.DeclareHire, U, hiring.declare_hire),
    # employment
    multi_stream(
        "consultant umbrella mission > consultant",
        contract.ConcludeEmploymentContract,
        U,
        employment_effects.conclude,
    ),
    multi_stream(
        "consultant > consultant mission", contract.DeliverEmploymentContract, U, employment_effects.deliver
    ),
    single_stream(CONSULTANT, contract.RenewEmploymentContract, U, contracting.renew),
    single_stream(CONSULTANT, contract.PostponeEmploymentContract, U, contracting.postpone),
    single_stream(CONSULTANT, contract.AgreeExtraDays, U, contracting.agree_extra_days),
    single_stream(CONSULTANT, trial.RenewTrialPeriod, U, trial.renew_trial),
    multi_stream(
        "consultant > consultant mission", trial.EndTrialPeriod, K | U, employment_effects.end_trial
    ),
    single_stream(CONSULTANT, employer_care.OpenProspectingPeriod, U, employer_care.open_prospecting),
    single_stream(CONSULTANT, employer_care.CloseProspectingPeriod, U, employer_care.close_prospecting),
    multi_stream(
        "consultant umbrella > consultant",
        employer_care.RequestInterview,
        K,
        employment_effects.ask_interview,
    ),
    single_stream(CONSULTANT, employer_care.HoldInterview, U, employer_care.hold_interview),
    multi_stream(
        "consultant umbrella > consultant",
        employer_care.RecordSickLeave,
        K | U,
        employment_effects.record_sick_leave,
    ),
    single_stream(CONSULTANT, developing.LogProspecting, K, developing.log_prospecting),
    single_stream(CONSULTANT, developing.AnnounceAvailability, K, developing.announce),
    single_stream(CONSULTANT, developing.RecordTraining, K | U, developing.record_training),
    single_stream(CONSULTANT, developing.DeclareOtherActivity, K, developing.declare_activity),
    single_stream(CONSULTANT, developing.AgreeDiversificationPlan, K | U, developing.agree_plan),
    single_stream(CONSULTANT, developing.ReviewDiversification, K | U, developing.review_plan),
    multi_stream(
        "consultant umbrella > consultant",
        simulation_cover_bank.DeliverSimulation,
        U,
        employment_effects.simulate,
    ),
    single_stream(CONSULTANT, simulation_cover_bank.AffiliateSocialCover, U, simulation_cover_bank.affiliate),
    single_stream(
        CONSULTANT, simulation_cover_bank.ChangeBankDetails, K | U, simulation_cover_bank.change_bank_details
    ),
    multi_stream(
        "consultant account mission > consultant mission account",
        leaving.EndEmployment,
        U | S,
        employment_effects.end,
    ),
    multi_stream(
        "consultant > consultant mission", leaving.DeliverFinalSettlement, U, employment_effects.settle
    ),
    multi_stream(
        "consultant umbrella > consultant", erasure.RequestErasure, K | U | S, employment_effects.erase
    ),
)
