"""Every line of the benchmark with its bar."""

from __future__ import annotations

from importlib import import_module

from benchmarks.measure import Bar, Figure, Line, Office


def _late(module: str, name: str) -> object:
    """What measures a line, imported when it is wanted: some processes must stay small."""

    def measure(office: Office) -> Figure:
        figure: Figure = getattr(import_module(f"benchmarks.{module}"), name)(office)
        return figure

    return measure


def _line(name: str, title: str, unit: str, bar: Bar, where: str) -> Line:
    module, function = where.split(".")
    return Line(name, title, unit, bar, _late(module, function))  # type: ignore[arg-type]


LINES: tuple[Line, ...] = (
    _line("start", "Start to first painted board", "ms", Bar(most=1200, most_ratio=2.5), "processes.start"),
    _line("board", "Board shown: columns, counts, sums", "ms", Bar(most=65), "screens.board_shown"),
    _line("scroll", "Scrolling frame, p99", "ms", Bar(most=8), "screens.scrolling"),
    _line("drop", "Drop to committed and repainted", "ms", Bar(most=16), "screens.drop"),
    _line("list", "First page of a list, any column", "ms", Bar(most=35), "screens.list_page"),
    _line("search", "Search while typing, p95", "ms", Bar(most=30), "screens.search"),
    _line("list-search", "List searched while typing, p95", "ms", Bar(most=30), "screens.list_search"),
    _line("page", "An opportunity's page, any tab", "ms", Bar(most=100), "pages.opened"),
    _line("page-scroll", "Scrolling frame of its tabs, p99", "ms", Bar(most=8), "pages.scrolling"),
    _line("figures", "The dashboard's figures", "ms", Bar(most=100, most_ratio=1.5), "screens.figures"),
    _line("learn", "Leads learnt from and foretold", "ms", Bar(most=5000), "learning.learn"),
    _line("import", "Import from CSV", "rows/s", Bar(least=25_000), "processes.import_csv"),
    _line("memory", "Memory, board opened and scrolled", "MiB", Bar(most=150), "processes.memory"),
)


def line_named(name: str) -> Line:
    return next(line for line in LINES if line.name == name)
