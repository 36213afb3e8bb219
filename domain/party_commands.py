"""The commands about the parties: the umbrella company, its clients, its consultants and their employment."""

from domain.client import client, client_changes
from domain.command_definition import CLIENT, CONSULTANT, UMBRELLA, C, K, Order, S, U, across, on
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

PARTY_COMMANDS: tuple[Order, ...] = (
    # the umbrella company, its clients, its consultants
    on(UMBRELLA, umbrella.RegisterCompany, U, umbrella.register),
    on(UMBRELLA, umbrella.DeclareActivity, U, umbrella.declare),
    on(UMBRELLA, umbrella.ProvideGuarantee, U, umbrella.guarantee),
    on(UMBRELLA, umbrella.ProvideInsurance, U, umbrella.insure),
    on(UMBRELLA, umbrella.AdoptFeeScheme, U, umbrella.adopt_fee),
    on(UMBRELLA, lapsing.AttestGuarantee, U, lapsing.attest),
    across(
        "umbrella mission > umbrella mission", lapsing.LapseGuarantee, U | S, joint_lapsing.lapse_guarantee
    ),
    across(
        "umbrella mission > umbrella mission", lapsing.LapseInsurance, U | S, joint_lapsing.lapse_insurance
    ),
    on(UMBRELLA, settings.AdoptPolicy, U, settings.adopt_policy),
    on(UMBRELLA, settings.AdoptCalendar, U, settings.adopt_calendar),
    on(UMBRELLA, controls_and_disputes.OpenControl, U, controls_and_disputes.open_control),
    on(UMBRELLA, controls_and_disputes.CloseControl, U, controls_and_disputes.close_control),
    on(UMBRELLA, controls_and_disputes.OpenDispute, U, controls_and_disputes.open_dispute),
    on(UMBRELLA, controls_and_disputes.CloseDispute, U, controls_and_disputes.close_dispute),
    on(UMBRELLA, controls_and_disputes.PlaceLegalHold, U, controls_and_disputes.place_hold),
    on(UMBRELLA, controls_and_disputes.LiftLegalHold, U, controls_and_disputes.lift_hold),
    on(CLIENT, client.RegisterClient, U, client.register),
    on(CLIENT, client.AgreeBillingTerms, U, client.agree_terms),
    on(CLIENT, client.NameContact, C | U, client.name_contact),
    on(CLIENT, client_changes.ReplaceClientContact, C | U, client_changes.replace_contact),
    on(CLIENT, client_changes.DeliverVigilanceCertificate, U, client_changes.deliver_certificate),
    on(CLIENT, client_changes.CheckSolvency, U, client_changes.check_solvency),
    on(CLIENT, client_changes.RecordInsolvency, U, client_changes.record_insolvency),
    across(
        "consultant account > consultant account",
        hiring.RegisterConsultant,
        U,
        joint_paying.register_consultant,
    ),
    on(CONSULTANT, hiring.VerifyQualification, U, hiring.qualify),
    on(CONSULTANT, hiring.AssignLevel, U, hiring.assign_level),
    on(CONSULTANT, hiring.DeclareHire, U, hiring.declare_hire),
    # employment
    across(
        "consultant umbrella mission > consultant",
        contract.ConcludeEmploymentContract,
        U,
        employment_effects.conclude,
    ),
    across(
        "consultant > consultant mission", contract.DeliverEmploymentContract, U, employment_effects.deliver
    ),
    on(CONSULTANT, contract.RenewEmploymentContract, U, contracting.renew),
    on(CONSULTANT, contract.PostponeEmploymentContract, U, contracting.postpone),
    on(CONSULTANT, contract.AgreeExtraDays, U, contracting.agree_extra_days),
    on(CONSULTANT, trial.RenewTrialPeriod, U, trial.renew_trial),
    across("consultant > consultant mission", trial.EndTrialPeriod, K | U, employment_effects.end_trial),
    on(CONSULTANT, employer_care.OpenProspectingPeriod, U, employer_care.open_prospecting),
    on(CONSULTANT, employer_care.CloseProspectingPeriod, U, employer_care.close_prospecting),
    across(
        "consultant umbrella > consultant",
        employer_care.RequestInterview,
        K,
        employment_effects.ask_interview,
    ),
    on(CONSULTANT, employer_care.HoldInterview, U, employer_care.hold_interview),
    across("consultant umbrella > consultant", employer_care.RecordSickLeave, K | U, employment_effects.sick),
    on(CONSULTANT, developing.LogProspecting, K, developing.log_prospecting),
    on(CONSULTANT, developing.AnnounceAvailability, K, developing.announce),
    on(CONSULTANT, developing.RecordTraining, K | U, developing.record_training),
    on(CONSULTANT, developing.DeclareOtherActivity, K, developing.declare_activity),
    on(CONSULTANT, developing.AgreeDiversificationPlan, K | U, developing.agree_plan),
    on(CONSULTANT, developing.ReviewDiversification, K | U, developing.review_plan),
    across(
        "consultant umbrella > consultant",
        simulation_cover_bank.DeliverSimulation,
        U,
        employment_effects.simulate,
    ),
    on(CONSULTANT, simulation_cover_bank.AffiliateSocialCover, U, simulation_cover_bank.affiliate),
    on(CONSULTANT, simulation_cover_bank.ChangeBankDetails, K | U, simulation_cover_bank.change_bank_details),
    across(
        "consultant account mission > consultant mission account",
        leaving.EndEmployment,
        U | S,
        employment_effects.end,
    ),
    across("consultant > consultant mission", leaving.DeliverFinalSettlement, U, employment_effects.settle),
    across("consultant umbrella > consultant", erasure.RequestErasure, K | U | S, employment_effects.erase),
)
