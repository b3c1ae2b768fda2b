"""Figures that tests measured, printed at the end of a run, whatever worker they ran in."""

from collections.abc import Iterator

import pytest

#: Name under which a test records its figures with ``record_property``.
FIGURES = "figures"


def iter_figures(reports: list[pytest.TestReport]) -> Iterator[str]:
    """The figures in the order in which the tests ended."""
    for report in reports:
        for name, value in report.user_properties:
            if name == FIGURES and report.when == "call":
                yield str(value)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print them, for the tests that passed and for those that failed."""
    reports = [
        report
        for outcome in ("passed", "failed")
        for report in terminalreporter.getreports(outcome)
        if isinstance(report, pytest.TestReport)
    ]
    if figures := list(iter_figures(reports)):
        terminalreporter.section(FIGURES)
        terminalreporter.write_line("\n".join(figures))
