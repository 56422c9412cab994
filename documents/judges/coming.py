"""What Peppol BIS Billing 3.0.22 asks for besides (published 2026-11-23, mandatory from 2027-02-24): elements
that stand exactly once where the schema would allow none or several (its rules R140 to R276), and warnings
that refuse from then on. Its stylesheets are in no package yet; once they are, this file goes."""

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import lxml.etree

UBL = "urn:oasis:names:specification:ubl:schema:xsd:Common"
NAMES = {"cac": f"{UBL}AggregateComponents-2", "cbc": f"{UBL}BasicComponents-2"}

# Warnings before 3.0.22.
FATAL_SOON = {f"PEPPOL-EN16931-R05{n}" for n in range(4, 8)}

SCHEME = ["cac:TaxScheme", "cbc:ID"]
ADDRESS = [
    ("", ["cac:Country"]),
    ("/cac:AddressLine", ["cbc:Line"]),
    ("/cac:Country", ["cbc:IdentificationCode"]),
]


def of_category(path: str) -> list[tuple[str, list[str]]]:
    return [(path, SCHEME), (f"{path}/cac:TaxScheme", ["cbc:ID"])]


def of_address(path: str) -> list[tuple[str, list[str]]]:
    return [(path + below, children) for below, children in ADDRESS]


def of_party(side: str) -> list[tuple[str, list[str]]]:
    party = f"{side}/cac:Party"
    return [
        (side, ["cac:Party"]),
        (party, ["cac:PartyLegalEntity", "cac:PostalAddress", "cbc:EndpointID"]),
        (f"{party}/cac:PartyLegalEntity", ["cbc:RegistrationName"]),
        (f"{party}/cac:PartyTaxScheme", ["cbc:CompanyID"]),
        (f"{party}/cac:PartyTaxScheme/cac:TaxScheme", ["cbc:ID"]),
        *of_address(f"{party}/cac:PostalAddress"),
    ]


def exactly_one(root: str) -> list[tuple[str, list[str]]]:
    """Where, below the root, which children stand exactly once."""
    quantity = "cbc:InvoicedQuantity" if root == "Invoice" else "cbc:CreditedQuantity"
    line = f"cac:{root}Line"
    agent = "cac:TaxRepresentativeParty"
    account = "cac:PaymentMeans/cac:PayeeFinancialAccount"
    once = ["cac:AccountingCustomerParty", "cbc:CustomizationID", "cbc:DocumentCurrencyCode", "cbc:ProfileID"]
    return [
        (".", [*once, f"cbc:{root}TypeCode"]),
        *of_party("cac:AccountingCustomerParty"),
        *of_party("cac:AccountingSupplierParty"),
        ("cac:AdditionalDocumentReference/cac:Attachment/cac:ExternalReference", ["cbc:URI"]),
        ("cac:AllowanceCharge", ["cac:TaxCategory"]),
        *of_category("cac:AllowanceCharge/cac:TaxCategory"),
        ("cac:BillingReference", ["cac:InvoiceDocumentReference"]),
        (line, ["cac:Item", "cac:Price", quantity, "cbc:LineExtensionAmount"]),
        (f"{line}/cac:DocumentReference", ["cbc:DocumentTypeCode"]),
        (f"{line}/cac:Item", ["cac:ClassifiedTaxCategory", "cbc:Name"]),
        (f"{line}/cac:Item/cac:AdditionalItemProperty", ["cbc:Value"]),
        *of_category(f"{line}/cac:Item/cac:ClassifiedTaxCategory"),
        (f"{line}/cac:Item/cac:CommodityClassification", ["cbc:ItemClassificationCode"]),
        (f"{line}/cac:Item/cac:OriginCountry", ["cbc:IdentificationCode"]),
        *of_address("cac:Delivery/cac:DeliveryLocation/cac:Address"),
        ("cac:Delivery/cac:DeliveryParty", ["cac:PartyName"]),
        ("cac:LegalMonetaryTotal", ["cbc:LineExtensionAmount", "cbc:TaxExclusiveAmount", "cbc:TaxInclusiveAmount"]),
        ("cac:PayeeParty", ["cac:PartyName"]),
        ("cac:PayeeParty/cac:PartyLegalEntity", ["cbc:CompanyID"]),
        (account, ["cbc:ID"]),
        (f"{account}/cac:FinancialInstitutionBranch", ["cbc:ID"]),
        ("cac:PaymentMeans/cac:PaymentMandate/cac:PayerFinancialAccount", ["cbc:ID"]),
        ("cac:PaymentTerms", ["cbc:Note"]),
        (agent, ["cac:PartyName", "cac:PartyTaxScheme", "cac:PostalAddress"]),
        (f"{agent}/cac:PartyTaxScheme", ["cbc:CompanyID"]),
        (f"{agent}/cac:PartyTaxScheme/cac:TaxScheme", ["cbc:ID"]),
        *of_address(f"{agent}/cac:PostalAddress"),
        ("cac:TaxTotal/cac:TaxSubtotal", ["cbc:TaxableAmount"]),
        *of_category("cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory"),
    ]


Rule = tuple[str, str]


def broken(document: lxml.etree._ElementTree) -> set[Rule]:
    """The rules that a document breaks: where, and what does not stand there exactly once."""
    root = document.getroot()
    found = set()
    for path, children in exactly_one(lxml.etree.QName(root).localname):
        for place in root.xpath(path, namespaces=NAMES):
            for child in children:
                if len(place.xpath(child, namespaces=NAMES)) != 1:
                    found.add((path, child))
    return found


def told(file: Path) -> list[str]:
    """Whatever is wrong with a file."""
    return [f"3.0.22: not one {child} in {path}" for path, child in sorted(broken(lxml.etree.parse(file)))]


def proved(files: list[Path]) -> Iterator[tuple[str, list[str]]]:
    """Each rule that the files have a place for refuses the one from which its element was taken."""
    proof: dict[Rule, bool] = {}
    for file in files:
        document = lxml.etree.parse(file)
        for path, children in exactly_one(lxml.etree.QName(document.getroot()).localname):
            for child in children:
                if not proof.get((path, child)) and document.getroot().xpath(f"{path}/{child}", namespaces=NAMES):
                    less = deepcopy(document)
                    taken = less.getroot().xpath(f"{path}/{child}", namespaces=NAMES)[0]
                    taken.getparent().remove(taken)
                    proof[path, child] = (path, child) in broken(less)
    for (path, child), refuses in proof.items():
        yield f"refused/3.0.22/{path}/{child}", [] if refuses else ["not refused without it"]
