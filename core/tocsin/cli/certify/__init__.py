"""`tocsin certify`: whether a plugin keeps everything that Tocsin relies on."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Final

from tocsin.cli.certify import titles
from tocsin.cli.certify.judge import judged
from tocsin.cli.certify.render import as_json, as_text
from tocsin.cli.certify.running import Run, run
from tocsin.cli.certify.source import assigned, licence, prints, private_imports, readme
from tocsin.cli.certify.subject import Subject, find_subject
from tocsin.cli.certify.values import CertificationReport, Found, unique
from tocsin.errors import InvalidValue
from tocsin.hookspecs import API_VERSION
from tocsin.plugin_manager.certificate import CERTIFICATE, FORMAT, Certificate, digest_of

FORMATS: Final = {"text": as_text, "json": as_json}


def certify_plugin(
    asked: str, *, tests: Path | None, live: bool, config: Path | None, form: str, write: bool
) -> int:
    """Print the report of a distribution; 0 = certified, 1 = refused.

    Args:
        asked: Its name, or the folder of its pyproject.toml.
        tests: The folder of its tests, where it is not beside its source.
        live: Whether each section of the team files that names it is asked as well.
        form: `text` or `json`.
        write: Whether the certificate is put into its package.

    Raises:
        NotFound: There is no such distribution or folder.
        InvalidValue: It is no plugin, or something else is not written so.
    """
    if form not in FORMATS:
        raise InvalidValue(f"There is no format {form!r}; there are {', '.join(FORMATS)}.")
    subject = find_subject(asked, tests, here=Path.cwd())
    report = certify(subject)
    if live:
        report = _asked_live(report, config)
    print(FORMATS[form](report))
    if write and report.is_certified:
        _write(subject, report)
    return 0 if report.is_certified else 1


def certify(subject: Subject) -> CertificationReport:
    """Return the report of a distribution. It is loaded, and tested, in a process of its own."""
    digest, ran = digest_of(subject.roots), run(subject)
    found = (
        *private_imports(subject),
        *licence(subject),
        *_of_run(subject, ran),
        *_changed(subject, digest),
    )
    probed = ran.probed
    return CertificationReport(
        distribution=subject.name,
        version=subject.version,
        api=API_VERSION,
        tocsin=version("tocsin"),
        adds=probed.adds if probed else (),
        checks=titles.CHECKS,
        found=unique(found),
        kept=ran.witnessed.kept if ran.witnessed else 0,
        digest=digest,
        untried=_untried(ran),
    )


def _changed(subject: Subject, digest: str) -> Iterator[Found]:
    if digest_of(subject.roots) != digest:
        yield Found(check=titles.LOADS, what="its files changed while it was certified")


def _untried(ran: Run) -> tuple[str, ...]:
    if ran.probed is None or not ran.probed.adds:
        return titles.AFTER_LOADING
    return () if ran.witnessed is not None else titles.OF_CONTRACTS


def _of_run(subject: Subject, ran: Run) -> Iterator[Found]:
    probed = ran.probed
    if probed is None:
        last = ran.said.splitlines()[-1] if ran.said else "it said nothing"
        what = f"it ended the process that loaded it: {last}"
        yield Found(check=titles.LOADS, what=what, place=assigned(subject, "TOCSIN_API"))
        yield from readme(subject, has_secrets=False)
        return
    yield from readme(subject, has_secrets=any(added.has_secrets for added in probed.added))
    for found in judged(probed, ran.witnessed, has_tests=subject.tests is not None):
        yield Found(
            check=found.check,
            what=found.what,
            place=_place(subject, found),
            verdict=found.verdict,
        )


def _place(subject: Subject, found: Found) -> str:
    """The line to change as it is found from the project's folder."""
    if not found.place and found.check in {titles.API, titles.LOADS}:
        is_printed = "prints" in found.what
        return (prints(subject) if is_printed else "") or assigned(subject, "TOCSIN_API")
    file, _, line = found.place.rpartition(":")
    if not file or not line.isdigit():
        return subject.place(found.place) if Path(found.place).is_absolute() else found.place
    return subject.place(file, int(line)) if Path(file).is_absolute() else found.place


def _asked_live(report: CertificationReport, config: Path | None) -> CertificationReport:
    from tocsin.cli.certify.live import with_live

    return with_live(report, config)


def certificate_text(report: CertificationReport) -> str:
    """Return the content of the certificate that a report of a certified plugin is worth."""
    certificate = Certificate(
        format=FORMAT,
        distribution=report.distribution,
        version=report.version,
        api=report.api,
        tocsin=report.tocsin,
        digest=report.digest,
    )
    return certificate.model_dump_json(indent=2) + "\n"


def _write(subject: Subject, report: CertificationReport) -> None:
    """Put the certificate into the package, and say where it is."""
    root = subject.roots[0]
    if not root.is_dir():
        raise InvalidValue("A certificate is a file of a package, and this plugin is one module.")
    file = root / CERTIFICATE
    file.write_text(certificate_text(report), encoding="utf-8")
    print(f"The certificate is {file}; it is about these files alone.", file=sys.stderr)
