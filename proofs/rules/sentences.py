"""What no request may ever get, as sentences with their article, and the nearest thing that is lawful."""

from __future__ import annotations

from proofs.rules.invariants import Invariant

INVARIANTS = (
    Invariant(
        "Marketing never uses health data, whoever allows it",
        "GC-4.5.1",
        "context.term.health_data",
        'context.action == "send" && context.data.contains("contact") && !(context.term.special_data)',
        ("marketing",),
    ),
    Invariant(
        "Other special data are used to sell with express consent only",
        "GC-4.5.1",
        "context.data.containsAny(context.set.SPECIAL_OTHER) && !(context.explicit_consent)",
        "context.data.containsAny(context.set.SPECIAL_OTHER) && context.explicit_consent",
        ("marketing",),
    ),
    Invariant(
        "Nobody is approached who objected to marketing",
        "GC-5.4",
        'context.marketing_objection && context.action != "erase"',
        'context.action == "send" && context.data.contains("contact") && !(context.marketing_objection)',
        ("marketing",),
    ),
    Invariant(
        "Nobody is called to sell who neither said yes nor is a customer",
        "GC-5.5b",
        'context.given.channel && context.channel == "phone" && !(context.opt_in) && '
        "!(context.in_contract) && !(context.given.obtained_at_sale && context.obtained_at_sale)",
        'context.channel == "phone" && !(context.opt_in) && context.obtained_at_sale',
        ("marketing",),
    ),
    Invariant(
        "No cookie is placed that is neither strictly necessary nor agreed to beforehand",
        "GC-5.5f",
        'context.action == "place-cookie" && !(context.strictly_necessary) && !(context.opt_in) && '
        "!(context.unambiguous_consent) && !(context.explicit_consent)",
        'context.action == "place-cookie" && context.strictly_necessary && !(context.opt_in)',
    ),
    Invariant(
        "A group letter never offers a product",
        "GC-4.7.1",
        "context.given.promotes_product && context.promotes_product",
        '!(context.promotes_product) && context.action == "select" && context.content == "general" && '
        'context.data.contains("diagnosis")',
        ("group-information",),
    ),
    Invariant(
        "Data of the basic or long-term care insurance are never used to accept somebody",
        "GC-4.0.9b",
        "context.term.health_data && context.given.regime_from && context.given.regime_to && "
        'context.regime_to == "AV" && context.parameter.statutory_regimes.contains(context.regime_from)',
        'context.term.health_data && context.regime_to == "AV" && context.regime_from == "AV"',
        ("acceptance",),
    ),
    Invariant(
        "Long-term care data never set a deductible of another insurance",
        "GC-4.0.9e",
        "context.given.regime_from && context.given.regime_to && context.term.health_data && "
        "context.parameter.long_term_care.contains(context.regime_from) && "
        "context.parameter.other_insurances.contains(context.regime_to) && "
        'context.sub_purpose == "deductible"',
        'context.term.health_data && context.regime_from == "Zvw" && context.regime_to == "Wlz" && '
        'context.sub_purpose == "deductible"',
    ),
    Invariant(
        "Who advised on a person never decides about accepting that same person",
        "GC-T-4.0.3-gescheiden",
        'context.advised_same_person && context.action == "decide"',
        '!(context.advised_same_person) && context.action == "decide"',
        ("acceptance",),
    ),
    Invariant(
        "Who accepts applicants never sees health data",
        "GC-T-4.0.3-advies-enkel",
        'context.role == "underwriter" && context.term.health_data',
        'context.role == "underwriter" && context.action == "decide" && context.purpose == "acceptance"',
    ),
    Invariant(
        "Nothing about heredity is used to accept somebody; it goes back or it goes away",
        "GC-4.6.5",
        'context.data.contains("genetic") && context.action != "erase" && !(context.action == "send" && '
        "context.parameter.himself.contains(context.recipient))",
        'context.data.contains("health-declaration") && context.action == "use"',
        ("acceptance",),
    ),
    Invariant(
        "A hit in the internal register never decides by itself",
        "GC-T-4.10.1-IVR",
        'context.given.register_hit && context.register_hit && context.action == "decide" && '
        "context.given.automated_only && context.automated_only",
        'context.register_hit && context.action == "decide" && !(context.automated_only)',
        ("acceptance", "claims"),
    ),
    Invariant(
        "What is not necessary and nobody consented to is not processed, portability aside",
        "GC-3.4",
        "!(context.necessary) && !(context.unambiguous_consent) && !(context.explicit_consent) && "
        'context.action != "erase" && !(context.term.porting)',
        "context.necessary && !(context.unambiguous_consent) && !(context.explicit_consent) && "
        'context.action == "use"',
    ),
    Invariant(
        "Who settles claims without being bound to secrecy gets nothing",
        "GC-4.0.1",
        '!(context.confidentiality_bound) && context.role == "claims-handler"',
        'context.confidentiality_bound && context.role == "claims-handler" && '
        'context.data.contains("claim") && context.purpose == "claims"',
    ),
    Invariant(
        "An employer who holds the insurance sees nothing of anybody's care",
        "GC-T-4.2.2-werkgever",
        "context.term.health_data && context.term.to_policyholder && "
        "context.given.policyholder_is_employer && context.policyholder_is_employer",
        'context.data.contains("policy") && context.term.to_policyholder && context.policyholder_is_employer',
    ),
    Invariant(
        "The policyholder never sees what care another insured of sixteen or older had",
        "GC-T-4.2.2-16jaar",
        "context.data.containsAny(context.parameter.details_of_care) && context.term.to_policyholder && "
        "!(context.subject_is_policyholder) && context.subject_age >= context.parameter.own_account_age",
        'context.data.contains("claim") && context.term.to_policyholder && '
        "!(context.subject_is_policyholder) && context.subject_age >= context.parameter.own_account_age && "
        'context.description_level == "neutral"',
    ),
    Invariant(
        "A report of violence is never taken in or used for recourse without the patient's express consent",
        "GC-T-4.2.4-geweld",
        'context.data.contains("accident-report") && context.given.accident_kind && '
        'context.accident_kind == "violence" && context.action != "erase" && !(context.explicit_consent)',
        'context.data.contains("accident-report") && context.accident_kind == "traffic" && '
        '!(context.explicit_consent) && context.action == "record"',
        ("recourse",),
    ),
    Invariant(
        "Where a threatened person stays is told to nobody else, a statute aside",
        "GC-4.0.6",
        "context.data.containsAny(context.parameter.whereabouts) && "
        "context.parameter.outward_actions.contains(context.action) && "
        "!(context.parameter.himself.contains(context.recipient)) && context.threatened && "
        "!(context.legal_obligation) && !(context.term.own_policy_letter)",
        'context.data.contains("address") && context.parameter.outward_actions.contains(context.action) && '
        'context.recipient == "insured" && context.threatened',
    ),
    Invariant(
        "The general phase of material control opens no medical file of a provider",
        "PMC-3.5-d",
        'context.term.general_phase && context.data.contains("medical-file") && !(context.given.source && '
        'context.source == "own")',
        'context.term.general_phase && context.data.contains("claim") && context.source == "own" && '
        "!(context.given.instrument_rank)",
        ("material-control",),
    ),
    Invariant(
        "No provider's file is opened within two weeks of the announcement, a recorded reason aside",
        "PMC-stap-7-2weken",
        'context.data.contains("medical-file") && context.given.days_announced && '
        "context.days_announced < context.parameter.step_notice_days && "
        "!(context.given.short_notice_reason && context.short_notice_reason) && "
        '!(context.given.submitter && context.submitter == "insured") && !(context.given.recipient && '
        'context.recipient == "insured")',
        'context.data.contains("medical-file") && context.action == "consult" && '
        "context.days_announced >= context.parameter.step_notice_days",
        ("material-control",),
    ),
    Invariant(
        "With the announcement the provider is asked nothing about anybody's health",
        "PMC-stap-7-aanvullen",
        "context.given.instrument_rank && context.instrument_rank == context.parameter.step_lightest && "
        'context.given.recipient && context.recipient == "provider" && '
        "context.data.containsAny(context.set.PROVIDER_HELD)",
        'context.instrument_rank == context.parameter.step_lightest && context.recipient == "provider" && '
        'context.action == "request"',
        ("material-control",),
    ),
    Invariant(
        "No medical file is looked into outside the responsibility of the medical adviser",
        "GC-4.0.3",
        'context.data.contains("medical-file") && context.action == "consult" && !(context.under_ma)',
        'context.data.contains("medical-file") && context.action == "consult" && context.under_ma',
        ("material-control", "fraud-investigation"),
    ),
    Invariant(
        "Patients of another insurer are never controlled",
        "PMC-stap-9-steekproef",
        "(context.given.own_insured || (context.given.instrument_rank && "
        "context.instrument_rank == context.parameter.step_with_file)) && !(context.own_insured)",
        'context.own_insured && context.data.contains("medical-file")',
        ("material-control",),
    ),
    Invariant(
        "What a control brought to light never serves to sell, accept, collect or buy care, a statute aside",
        "GC-4.9.4",
        'context.origin_purpose == "material-control" && !(context.legal_obligation)',
        'context.origin_purpose == "policy-administration"',
        ("marketing", "acceptance", "premium-collection", "procurement"),
    ),
    Invariant(
        "Nobody enters the external register who does not meet its additional criteria",
        "GC-4.10.2",
        'context.action == "record" && context.given.register && context.register == "EVR" && '
        "!(context.pifi_extra_met)",
        'context.action == "record" && context.register == "EVR" && context.pifi_extra_met',
    ),
    Invariant(
        "Nobody consults the incident registers without the fraud coordinator's mandate or approval",
        "GC-4.10.3",
        'context.action == "consult" && context.given.register && '
        '(context.register == "IR" || context.register == "EVR") && !(context.mandate) && '
        "!(context.given.approved && context.approved)",
        'context.action == "consult" && context.register == "IR" && context.mandate',
        ("security-integrity", "fraud-investigation"),
    ),
    Invariant(
        "Research never takes a decision about one person",
        "GC-T-4.11.1-maatregel",
        'context.given.level && context.level == "person" && context.action == "decide"',
        'context.level == "aggregate" && context.action == "decide"',
        ("research",),
    ),
    Invariant(
        "Health data of an application that came to nothing go at their term, unless a proceeding holds them",
        "GC-4.0.7",
        'context.action == "retain" && context.term.health_data && context.given.contract_concluded && '
        "!(context.contract_concluded) && context.now > context.term.unconcluded_until && "
        "!(context.given.hold && context.hold)",
        'context.action == "retain" && context.term.health_data && !(context.contract_concluded) && '
        "context.now <= context.term.unconcluded_until",
    ),
    Invariant(
        "After the insurance only a fraud file and marketing outlive the term, unless a proceeding holds it",
        "GC-4.0.8",
        'context.action == "retain" && context.purpose != "marketing" && context.given.ends_on && '
        "context.now > context.term.keep_until && !(context.hold) && "
        "!(context.parameter.fraud_file_data.containsAll(context.data))",
        'context.action == "retain" && context.ends_on < context.now && '
        "context.now <= context.term.keep_until",
    ),
    Invariant(
        "Nothing is processed outside the European Economic Area without a ground for the transfer",
        "GC-T-3.10-EER",
        "context.given.in_eea && !(context.in_eea) && !(context.transfer_ground)",
        "!(context.in_eea) && context.transfer_ground",
    ),
    Invariant(
        "The text of an e-mail never holds health data, a citizen service number or a bank account",
        "MZ-mailverbod",
        'context.given.channel && context.channel == "email-body" && '
        "context.parameter.outward_actions.contains(context.action) && "
        "(context.data.containsAny(context.set.HEALTH) || "
        'context.data.contains("bsn") || context.data.contains("bank"))',
        'context.channel == "email-body" && context.action == "send" && context.data.contains("policy")',
    ),
    Invariant(
        "The text of an e-mail holds no address, marketing aside",
        "EM-bijlage",
        'context.purpose != "marketing" && context.given.channel && context.channel == "email-body" && '
        'context.parameter.outward_actions.contains(context.action) && context.data.contains("address")',
        'context.purpose == "marketing" && context.channel == "email-body" && context.action == "send" && '
        'context.data.contains("address")',
    ),
    Invariant(
        "Health data of real people are no test data without need, approval and an end",
        "VGZ-X-testdata",
        "context.term.health_data && !(context.approved && context.time_boxed && context.limited && "
        "!(context.alternative_exists))",
        'context.data.contains("test-data")',
        ("it-development",),
    ),
    Invariant(
        "Nobody uses privileged access without a ticket, a second person and an end",
        "MZ-pam",
        "context.given.privileged && context.privileged && !(context.ticket && context.four_eyes && "
        "context.time_boxed)",
        "context.privileged && context.ticket",
    ),
    Invariant(
        "Who reported a weak spot is never named without his consent, a statute aside",
        "RD-vertrouwelijk",
        'context.data.contains("identification") && '
        "context.parameter.outward_actions.contains(context.action) && !(context.given.recipient && "
        "context.parameter.report_handlers.contains(context.recipient)) && !(context.explicit_consent) && "
        "!(context.legal_obligation)",
        'context.data.contains("identification") && context.action == "publish" && context.explicit_consent',
        ("responsible-disclosure",),
    ),
    Invariant(
        "No machine alone decides what weighs on somebody who cannot answer and have it looked at again",
        "GC-T-5.7",
        'context.action == "decide" && context.given.automated_only && context.automated_only && '
        "context.significant_effect && !(context.review_offered) && !(context.given.statute_safeguards && "
        "context.statute_safeguards)",
        'context.action == "decide" && !(context.automated_only) && context.significant_effect',
    ),
    Invariant(
        "No processor gets anything without an agreement",
        "GC-3.10",
        "context.parameter.outward_actions.contains(context.action) && context.given.recipient && "
        'context.recipient == "processor" && !(context.processor_contract)',
        'context.parameter.outward_actions.contains(context.action) && context.recipient == "processor" && '
        "context.processor_contract",
    ),
    Invariant(
        "What a person had restricted is not used to sell, to accept or to buy care, but as the law excepts",
        "GC-T-5.2-afschermen",
        'context.given.restricted && context.restricted && context.action == "use" && '
        "!(context.term.use_despite_restriction)",
        '!(context.restricted) && context.action == "use"',
        ("marketing", "acceptance", "procurement", "group-information"),
    ),
    Invariant(
        "Nobody without training opens health data",
        "MZ-elearning",
        "context.term.health_data && context.given.training_current && !(context.training_current)",
        "context.term.health_data && context.training_current",
    ),
    Invariant(
        "No telephone recording is made that nobody was told of",
        "GC-T-4.0.10-informeren",
        'context.action == "record-call" && !(context.informed)',
        'context.action == "record-call" && context.informed',
    ),
    Invariant(
        "Health data, calls aside, go to no group part that insures no care but by statute or for a life",
        "GC-4.0.9a",
        "context.term.health_data && context.parameter.outward_actions.contains(context.action) && "
        'context.given.recipient && context.recipient == "group-company" && '
        'context.given.recipient_activity && context.recipient_activity != "health" && '
        "!(context.legal_obligation) && !(context.vital_interest) && !(context.term.only_recording)",
        'context.data.contains("claim") && context.parameter.outward_actions.contains(context.action) && '
        'context.recipient == "group-company" && context.recipient_activity == "health"',
    ),
    Invariant(
        "No advice goes to acceptance about who withdrew the application",
        "GC-T-4.0.3-intrekken",
        'context.given.advice && context.advice != "positive" && context.action == "disclose" && '
        "context.given.withdrawal_used && context.withdrawal_used",
        'context.advice != "positive" && context.action == "disclose" && !(context.withdrawal_used)',
        ("acceptance",),
    ),
    Invariant(
        "No advice goes to acceptance that the applicant blocked",
        "GC-4.6.4",
        "context.term.telling_acceptance && context.given.block_exercised && context.block_exercised",
        'context.term.telling_acceptance && !(context.block_exercised) && context.advice == "positive"',
        ("acceptance",),
    ),
    Invariant(
        "On suspicion of fraud no provider's patient data are asked before the signal is verified",
        "PMC-3.3-fraude",
        "context.data.containsAny(context.set.PROVIDER_HELD) && context.given.source && "
        'context.source == "third-party" && !(context.signal_verified)',
        'context.data.contains("medical-file") && context.source == "third-party" && '
        'context.signal_verified && context.action == "consult"',
        ("fraud-investigation",),
    ),
)
