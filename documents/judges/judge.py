"""Judges documents by the official rules: `python judge.py FOLDER`. The folder is written by the test
`judged` of the crate `documents`, which says what is in it. Prints each complaint, and the sum."""

import multiprocessing
import os
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

PACKAGES = Path(sysconfig.get_path("purelib"))
INVOICES = ["cii", "ubl", "xrechnung-cii", "peppol", "xrechnung-ubl"]
PDFS = ["pdf", "factur-x"]

Verdict = tuple[str, list[str]]


def invoices(folder: Path, format: str) -> Iterator[Verdict]:
    """Of good ones: whatever is wrong. Of bad ones: the rules that should have refused them and did not."""
    import coming
    from rules import Judges

    judges = Judges(PACKAGES)
    for file in files(folder / format, ".xml"):
        broken = judges.broken_rules(format, file)
        rules = [f"{rule}: {words}" for rule, words in broken.items()]
        soon = coming.told(file) if format == "peppol" else []
        yield name(file), judges.against_schema(format, file) + rules + soon
    if format == "peppol":
        yield from coming.proved(files(folder / format, ".xml"))
    for file in files(folder / "refused" / format, ".xml"):
        found = judges.broken_rules(format, file)
        expected = file.with_suffix(".rules").read_text().split()
        missed = [rule for rule in expected if rule not in found]
        told = f"not refused by {', '.join(missed)}, but by {', '.join(found) or 'none'}"
        yield f"refused/{name(file)}", [told] if missed or not expected else []


def pdfs(folder: Path, format: str) -> Iterator[Verdict]:
    """Whatever is wrong."""
    import pdf

    pdf.start_java(PACKAGES)
    for file in files(folder / format, ".pdf"):
        wrong = pdf.against_standards(file) + pdf.against_words(file)
        yield name(file), wrong + (pdf.carried(file) if format == "factur-x" else [])


def files(folder: Path, ending: str) -> list[Path]:
    found = sorted(folder.glob(f"*{ending}"))
    if not found:
        raise SystemExit(f"there is nothing to judge in {folder}")
    return found


def name(file: Path) -> str:
    return f"{file.parent.name}/{file.stem}"


def judge(task: tuple[Path, str]) -> list[Verdict]:
    folder, format = task
    return list(pdfs(folder, format) if format in PDFS else invoices(folder, format))


def main() -> int:
    folder = Path(sys.argv[1])
    tasks = [(folder, format) for format in PDFS + INVOICES]
    passed = failed = 0
    # A process for each: Saxon and veraPDF bring a Java machine each, and do not share one.
    spawn = multiprocessing.get_context("spawn")
    with spawn.Pool(os.cpu_count(), maxtasksperchild=1) as pool:
        for verdicts in pool.imap_unordered(judge, tasks):
            for which, complaints in verdicts:
                passed, failed = (passed, failed + 1) if complaints else (passed + 1, failed)
                for complaint in complaints:
                    print(f"{which}: {complaint}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
