"""What other tools call our entity types, so that a configuration written for one of them can be read as it is.

A name that says a country means the type that the country's detector claims: ``UK_NHS`` is `health_plan_number`. Which
countries' forms are read is said by the policy's ``regions``, so such a name enables the type and not one form.

Sources:
    Presidio, "Supported entities" (microsoft/presidio, docs/supported_entities.md, 2.2.360); Google Cloud Sensitive
    Data Protection, "InfoTypes and infoType detectors"; Amazon Comprehend, "PII universal entity types" and "Country-
    specific PII entity types"; spaCy's OntoNotes labels.
"""

from __future__ import annotations

OTHER_NAMES: dict[str, str] = {
    "origin": "NORP ETHNIC_GROUP",
    "street_address": "HOME_ADDRESS",
    "postal_code": "UK_POSTCODE DE_PLZ",
    "url": "DOMAIN_NAME",
    "device_id": "IMEI_HARDWARE_ID",
    "credit_card_number": "CREDIT_DEBIT_NUMBER",
    "credit_card_expiration": "CREDIT_DEBIT_EXPIRY",
    "cvv": "CREDIT_DEBIT_CVV",
    "iban": "INTERNATIONAL_BANK_ACCOUNT_NUMBER",
    "routing_number": "BANK_ROUTING US_BANK_ROUTING_MICR",
    "national_id": "UK_NINO UK_NATIONAL_INSURANCE_NUMBER CA_SIN CA_SOCIAL_INSURANCE_NUMBER ES_NIF ES_NIE IT_FISCAL_CODE"
    " IT_IDENTITY_CARD PL_PESEL SG_NRIC_FIN IN_AADHAAR IN_VOTER FI_PERSONAL_IDENTITY_CODE KR_RRN KR_FRN TH_TNIN"
    " SE_PERSONNUMMER NG_NIN TR_NATIONAL_ID DE_ID_CARD",
    "ssn": "DE_SOCIAL_SECURITY",
    "tax_id": "IT_VAT_CODE AU_ABN AU_TFN IN_PAN IN_PERMANENT_ACCOUNT_NUMBER IN_GSTIN DE_TAX_ID DE_TAX_NUMBER"
    " US_INDIVIDUAL_TAXPAYER_IDENTIFICATION_NUMBER",
    "company_id": "US_EMPLOYER_IDENTIFICATION_NUMBER AU_ACN SG_UEN KR_BRN SE_ORGANISATIONSNUMMER DE_HANDELSREGISTER",
    "passport_number": "UK_PASSPORT ES_PASSPORT IT_PASSPORT IN_PASSPORT KR_PASSPORT DE_PASSPORT",
    "driver_license": "DRIVER_ID US_DRIVERS_LICENSE_NUMBER UK_DRIVING_LICENCE IT_DRIVER_LICENSE KR_DRIVER_LICENSE",
    "license_number": "US_NPI",
    "vehicle_id": "VEHICLE_IDENTIFICATION_NUMBER UK_VEHICLE_REGISTRATION IN_VEHICLE_REGISTRATION"
    " NG_VEHICLE_REGISTRATION TR_LICENSE_PLATE DE_KFZ",
    "health_plan_number": "UK_NHS UK_NATIONAL_HEALTH_SERVICE_NUMBER CA_HEALTH_NUMBER AU_MEDICARE DE_HEALTH_INSURANCE",
    "condition": "MEDICAL_TERM",
    "api_key": "AUTH_TOKEN AWS_CREDENTIALS AWS_ACCESS_KEY AWS_SECRET_KEY GCP_API_KEY JSON_WEB_TOKEN",
    "private_key": "ENCRYPTION_KEY",
}
