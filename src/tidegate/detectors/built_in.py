"""The built-in detectors, as one explicit tuple: nothing registers itself by being imported."""

from __future__ import annotations

from collections.abc import Callable

from tidegate.detectors.account_number import AccountNumber
from tidegate.detectors.age import Age
from tidegate.detectors.bank_account import BankAccount
from tidegate.detectors.base import Detector, DetectorConfig
from tidegate.detectors.biometric import Biometric
from tidegate.detectors.blood_type import BloodType
from tidegate.detectors.city import City
from tidegate.detectors.cloud_key import CloudKey
from tidegate.detectors.condition import Condition
from tidegate.detectors.connection_string import ConnectionString
from tidegate.detectors.contact_card import ContactCard
from tidegate.detectors.coordinates import Coordinates
from tidegate.detectors.country import Country
from tidegate.detectors.credit_card_expiration import CreditCardExpiration
from tidegate.detectors.crypto_wallet import CryptoWallet
from tidegate.detectors.cvv import Cvv
from tidegate.detectors.date import Date
from tidegate.detectors.date_interval import DateInterval
from tidegate.detectors.date_of_birth import DateOfBirth
from tidegate.detectors.device_id import DeviceId
from tidegate.detectors.dose import Dose
from tidegate.detectors.drug import Drug
from tidegate.detectors.duration import Duration
from tidegate.detectors.email_address import EmailAddress
from tidegate.detectors.eu_vat import EuVat
from tidegate.detectors.event import Event
from tidegate.detectors.filename import Filename
from tidegate.detectors.gender import Gender
from tidegate.detectors.health_plan_number import HealthPlanNumber
from tidegate.detectors.hl7_segment import Hl7Segment
from tidegate.detectors.iban import Iban
from tidegate.detectors.injury import Injury
from tidegate.detectors.ip_address import IpAddress
from tidegate.detectors.jwt import Jwt
from tidegate.detectors.labelled_name import LabelledName
from tidegate.detectors.language import Language
from tidegate.detectors.mac_address import MacAddress
from tidegate.detectors.machine_readable_zone import MachineReadableZone
from tidegate.detectors.marital_status import MaritalStatus
from tidegate.detectors.medical_license import MedicalLicense
from tidegate.detectors.medical_process import MedicalProcess
from tidegate.detectors.medical_record_number import MedicalRecordNumber
from tidegate.detectors.money import Money
from tidegate.detectors.national_ids.at_abgabenkontonummer import AtAbgabenkontonummer
from tidegate.detectors.national_ids.at_svnr import AtSvnr
from tidegate.detectors.national_ids.au_abn import AuAbn
from tidegate.detectors.national_ids.au_acn import AuAcn
from tidegate.detectors.national_ids.au_medicare import AuMedicare
from tidegate.detectors.national_ids.au_passport import AuPassport
from tidegate.detectors.national_ids.au_tfn import AuTfn
from tidegate.detectors.national_ids.be_national_number import BeNationalNumber
from tidegate.detectors.national_ids.br_cnpj import BrCnpj
from tidegate.detectors.national_ids.br_cpf import BrCpf
from tidegate.detectors.national_ids.ca_driver_license import CaDriverLicense
from tidegate.detectors.national_ids.ca_health_card import CaHealthCard
from tidegate.detectors.national_ids.ca_passport import CaPassport
from tidegate.detectors.national_ids.ca_sin import CaSin
from tidegate.detectors.national_ids.ch_ahv import ChAhv
from tidegate.detectors.national_ids.cn_resident_id import CnResidentId
from tidegate.detectors.national_ids.de_bsnr import DeBsnr
from tidegate.detectors.national_ids.de_fuehrerschein import DeFuehrerschein
from tidegate.detectors.national_ids.de_handelsregister import DeHandelsregister
from tidegate.detectors.national_ids.de_kvnr import DeKvnr
from tidegate.detectors.national_ids.de_lanr import DeLanr
from tidegate.detectors.national_ids.de_license_plate import DeLicensePlate
from tidegate.detectors.national_ids.de_passport import DePassport
from tidegate.detectors.national_ids.de_personalausweis import DePersonalausweis
from tidegate.detectors.national_ids.de_sozialversicherungsnummer import DeSozialversicherungsnummer
from tidegate.detectors.national_ids.de_steuer_id import DeSteuerId
from tidegate.detectors.national_ids.de_steuernummer import DeSteuernummer
from tidegate.detectors.national_ids.dk_cpr import DkCpr
from tidegate.detectors.national_ids.es_cif import EsCif
from tidegate.detectors.national_ids.es_license_plate import EsLicensePlate
from tidegate.detectors.national_ids.es_nie import EsNie
from tidegate.detectors.national_ids.es_nif import EsNif
from tidegate.detectors.national_ids.es_passport import EsPassport
from tidegate.detectors.national_ids.fi_hetu import FiHetu
from tidegate.detectors.national_ids.fr_cni import FrCni
from tidegate.detectors.national_ids.fr_license_plate import FrLicensePlate
from tidegate.detectors.national_ids.fr_nir import FrNir
from tidegate.detectors.national_ids.fr_passport import FrPassport
from tidegate.detectors.national_ids.fr_spi import FrSpi
from tidegate.detectors.national_ids.gb_driving_licence import GbDrivingLicence
from tidegate.detectors.national_ids.gb_license_plate import GbLicensePlate
from tidegate.detectors.national_ids.gb_nhs_number import GbNhsNumber
from tidegate.detectors.national_ids.gb_nino import GbNino
from tidegate.detectors.national_ids.gb_passport import GbPassport
from tidegate.detectors.national_ids.gb_sort_code import GbSortCode
from tidegate.detectors.national_ids.gb_utr import GbUtr
from tidegate.detectors.national_ids.ie_ppsn import IePpsn
from tidegate.detectors.national_ids.in_aadhaar import InAadhaar
from tidegate.detectors.national_ids.in_gstin import InGstin
from tidegate.detectors.national_ids.in_pan import InPan
from tidegate.detectors.national_ids.in_passport import InPassport
from tidegate.detectors.national_ids.in_upi import InUpi
from tidegate.detectors.national_ids.in_vehicle_registration import InVehicleRegistration
from tidegate.detectors.national_ids.in_voter_id import InVoterId
from tidegate.detectors.national_ids.it_codice_fiscale import ItCodiceFiscale
from tidegate.detectors.national_ids.it_driver_license import ItDriverLicense
from tidegate.detectors.national_ids.it_identity_card import ItIdentityCard
from tidegate.detectors.national_ids.it_license_plate import ItLicensePlate
from tidegate.detectors.national_ids.it_partita_iva import ItPartitaIva
from tidegate.detectors.national_ids.it_passport import ItPassport
from tidegate.detectors.national_ids.jp_corporate_number import JpCorporateNumber
from tidegate.detectors.national_ids.jp_my_number import JpMyNumber
from tidegate.detectors.national_ids.kr_brn import KrBrn
from tidegate.detectors.national_ids.kr_driver_license import KrDriverLicense
from tidegate.detectors.national_ids.kr_frn import KrFrn
from tidegate.detectors.national_ids.kr_passport import KrPassport
from tidegate.detectors.national_ids.kr_rrn import KrRrn
from tidegate.detectors.national_ids.mx_curp import MxCurp
from tidegate.detectors.national_ids.mx_nss import MxNss
from tidegate.detectors.national_ids.mx_rfc import MxRfc
from tidegate.detectors.national_ids.ng_nin import NgNin
from tidegate.detectors.national_ids.ng_vehicle_registration import NgVehicleRegistration
from tidegate.detectors.national_ids.nl_bsn import NlBsn
from tidegate.detectors.national_ids.no_fodselsnummer import NoFodselsnummer
from tidegate.detectors.national_ids.ph_tin import PhTin
from tidegate.detectors.national_ids.pl_identity_card import PlIdentityCard
from tidegate.detectors.national_ids.pl_nip import PlNip
from tidegate.detectors.national_ids.pl_pesel import PlPesel
from tidegate.detectors.national_ids.pl_regon import PlRegon
from tidegate.detectors.national_ids.pt_cartao_de_cidadao import PtCartaoDeCidadao
from tidegate.detectors.national_ids.pt_nif import PtNif
from tidegate.detectors.national_ids.se_organisationsnummer import SeOrganisationsnummer
from tidegate.detectors.national_ids.se_personnummer import SePersonnummer
from tidegate.detectors.national_ids.sg_nric import SgNric
from tidegate.detectors.national_ids.sg_uen import SgUen
from tidegate.detectors.national_ids.th_id import ThId
from tidegate.detectors.national_ids.tr_license_plate import TrLicensePlate
from tidegate.detectors.national_ids.tr_tckn import TrTckn
from tidegate.detectors.national_ids.us_aba_routing import UsAbaRouting
from tidegate.detectors.national_ids.us_dea import UsDea
from tidegate.detectors.national_ids.us_driver_license import UsDriverLicense
from tidegate.detectors.national_ids.us_ein import UsEin
from tidegate.detectors.national_ids.us_mbi import UsMbi
from tidegate.detectors.national_ids.us_npi import UsNpi
from tidegate.detectors.national_ids.us_passport import UsPassport
from tidegate.detectors.national_ids.us_ssn import UsSsn
from tidegate.detectors.national_ids.za_id import ZaId
from tidegate.detectors.numerical_pii import NumericalPii
from tidegate.detectors.occupation import Occupation
from tidegate.detectors.organization import Organization
from tidegate.detectors.origin import Origin
from tidegate.detectors.password import Password
from tidegate.detectors.payment_card import PaymentCard
from tidegate.detectors.person import Person
from tidegate.detectors.phone_number import PhoneNumber
from tidegate.detectors.physical_attribute import PhysicalAttribute
from tidegate.detectors.pin import Pin
from tidegate.detectors.plate_number import PlateNumber
from tidegate.detectors.political_affiliation import PoliticalAffiliation
from tidegate.detectors.postal_code import PostalCode
from tidegate.detectors.private_key import PrivateKey
from tidegate.detectors.religion import Religion
from tidegate.detectors.secret_assignment import SecretAssignment
from tidegate.detectors.security_answer import SecurityAnswer
from tidegate.detectors.sexuality import Sexuality
from tidegate.detectors.state import State
from tidegate.detectors.statistics import Statistics
from tidegate.detectors.street_address import StreetAddress
from tidegate.detectors.swift_bic import SwiftBic
from tidegate.detectors.time import Time
from tidegate.detectors.url import Url
from tidegate.detectors.username import Username
from tidegate.detectors.uuid import Uuid
from tidegate.detectors.vehicle_vin import VehicleVin
from tidegate.detectors.vendor_token import VendorToken
from tidegate.detectors.zodiac_sign import ZodiacSign

Factory = Callable[[DetectorConfig], Detector]

BUILT_IN: tuple[tuple[str, Factory], ...] = (
    ("account_number", AccountNumber),
    ("age", Age),
    ("at_abgabenkontonummer", AtAbgabenkontonummer),
    ("at_svnr", AtSvnr),
    ("au_abn", AuAbn),
    ("au_acn", AuAcn),
    ("au_medicare", AuMedicare),
    ("au_passport", AuPassport),
    ("au_tfn", AuTfn),
    ("bank_account", BankAccount),
    ("be_national_number", BeNationalNumber),
    ("biometric", Biometric),
    ("blood_type", BloodType),
    ("br_cnpj", BrCnpj),
    ("br_cpf", BrCpf),
    ("ca_driver_license", CaDriverLicense),
    ("ca_health_card", CaHealthCard),
    ("ca_passport", CaPassport),
    ("ca_sin", CaSin),
    ("ch_ahv", ChAhv),
    ("city", City),
    ("cloud_key", CloudKey),
    ("cn_resident_id", CnResidentId),
    ("condition", Condition),
    ("connection_string", ConnectionString),
    ("contact_card", ContactCard),
    ("coordinates", Coordinates),
    ("country", Country),
    ("credit_card_expiration", CreditCardExpiration),
    ("crypto_wallet", CryptoWallet),
    ("cvv", Cvv),
    ("date", Date),
    ("date_interval", DateInterval),
    ("date_of_birth", DateOfBirth),
    ("de_bsnr", DeBsnr),
    ("de_fuehrerschein", DeFuehrerschein),
    ("de_handelsregister", DeHandelsregister),
    ("de_kvnr", DeKvnr),
    ("de_lanr", DeLanr),
    ("de_license_plate", DeLicensePlate),
    ("de_passport", DePassport),
    ("de_personalausweis", DePersonalausweis),
    ("de_sozialversicherungsnummer", DeSozialversicherungsnummer),
    ("de_steuer_id", DeSteuerId),
    ("de_steuernummer", DeSteuernummer),
    ("device_id", DeviceId),
    ("dk_cpr", DkCpr),
    ("dose", Dose),
    ("drug", Drug),
    ("duration", Duration),
    ("email_address", EmailAddress),
    ("es_cif", EsCif),
    ("es_license_plate", EsLicensePlate),
    ("es_nie", EsNie),
    ("es_nif", EsNif),
    ("es_passport", EsPassport),
    ("eu_vat", EuVat),
    ("event", Event),
    ("fi_hetu", FiHetu),
    ("filename", Filename),
    ("fr_cni", FrCni),
    ("fr_license_plate", FrLicensePlate),
    ("fr_nir", FrNir),
    ("fr_passport", FrPassport),
    ("fr_spi", FrSpi),
    ("gb_driving_licence", GbDrivingLicence),
    ("gb_license_plate", GbLicensePlate),
    ("gb_nhs_number", GbNhsNumber),
    ("gb_nino", GbNino),
    ("gb_passport", GbPassport),
    ("gb_sort_code", GbSortCode),
    ("gb_utr", GbUtr),
    ("gender", Gender),
    ("health_plan_number", HealthPlanNumber),
    ("hl7_segment", Hl7Segment),
    ("iban", Iban),
    ("ie_ppsn", IePpsn),
    ("in_aadhaar", InAadhaar),
    ("in_gstin", InGstin),
    ("in_pan", InPan),
    ("in_passport", InPassport),
    ("in_upi", InUpi),
    ("in_vehicle_registration", InVehicleRegistration),
    ("in_voter_id", InVoterId),
    ("injury", Injury),
    ("ip_address", IpAddress),
    ("it_codice_fiscale", ItCodiceFiscale),
    ("it_driver_license", ItDriverLicense),
    ("it_identity_card", ItIdentityCard),
    ("it_license_plate", ItLicensePlate),
    ("it_partita_iva", ItPartitaIva),
    ("it_passport", ItPassport),
    ("jp_corporate_number", JpCorporateNumber),
    ("jp_my_number", JpMyNumber),
    ("jwt", Jwt),
    ("kr_brn", KrBrn),
    ("kr_driver_license", KrDriverLicense),
    ("kr_frn", KrFrn),
    ("kr_passport", KrPassport),
    ("kr_rrn", KrRrn),
    ("labelled_name", LabelledName),
    ("language", Language),
    ("mac_address", MacAddress),
    ("machine_readable_zone", MachineReadableZone),
    ("marital_status", MaritalStatus),
    ("medical_license", MedicalLicense),
    ("medical_process", MedicalProcess),
    ("medical_record_number", MedicalRecordNumber),
    ("money", Money),
    ("mx_curp", MxCurp),
    ("mx_nss", MxNss),
    ("mx_rfc", MxRfc),
    ("ng_nin", NgNin),
    ("ng_vehicle_registration", NgVehicleRegistration),
    ("nl_bsn", NlBsn),
    ("no_fodselsnummer", NoFodselsnummer),
    ("numerical_pii", NumericalPii),
    ("occupation", Occupation),
    ("organization", Organization),
    ("origin", Origin),
    ("password", Password),
    ("payment_card", PaymentCard),
    ("person", Person),
    ("ph_tin", PhTin),
    ("phone_number", PhoneNumber),
    ("physical_attribute", PhysicalAttribute),
    ("pin", Pin),
    ("pl_identity_card", PlIdentityCard),
    ("pl_nip", PlNip),
    ("pl_pesel", PlPesel),
    ("pl_regon", PlRegon),
    ("plate_number", PlateNumber),
    ("political_affiliation", PoliticalAffiliation),
    ("postal_code", PostalCode),
    ("private_key", PrivateKey),
    ("pt_cartao_de_cidadao", PtCartaoDeCidadao),
    ("pt_nif", PtNif),
    ("religion", Religion),
    ("se_organisationsnummer", SeOrganisationsnummer),
    ("se_personnummer", SePersonnummer),
    ("secret_assignment", SecretAssignment),
    ("security_answer", SecurityAnswer),
    ("sexuality", Sexuality),
    ("sg_nric", SgNric),
    ("sg_uen", SgUen),
    ("state", State),
    ("statistics", Statistics),
    ("street_address", StreetAddress),
    ("swift_bic", SwiftBic),
    ("th_id", ThId),
    ("time", Time),
    ("tr_license_plate", TrLicensePlate),
    ("tr_tckn", TrTckn),
    ("url", Url),
    ("us_aba_routing", UsAbaRouting),
    ("us_dea", UsDea),
    ("us_driver_license", UsDriverLicense),
    ("us_ein", UsEin),
    ("us_mbi", UsMbi),
    ("us_npi", UsNpi),
    ("us_passport", UsPassport),
    ("us_ssn", UsSsn),
    ("username", Username),
    ("uuid", Uuid),
    ("vehicle_vin", VehicleVin),
    ("vendor_token", VendorToken),
    ("za_id", ZaId),
    ("zodiac_sign", ZodiacSign),
)
