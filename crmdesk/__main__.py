"""The command line.

Every command ends with 0 when it is done, 1 when it was refused with one sentence on stderr, 2 when it was called
wrongly.  ``--json`` prints one JSON document on stdout and nothing else.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crmdesk import __version__, texts, unexpected, usage
from crmdesk.models.errors import DomainError
from crmdesk.texts import _, _n, msg

if TYPE_CHECKING:
    from crmdesk.exchange.importing import Report
    from crmdesk.sales.changes import Changes
    from crmdesk.sales.desk import Desk

LARGEST = 2**63 - 1
MOST_ROWS = 10_000_000
MOST_MINUTES = 7 * 24 * 60
_SHORT_PATIENCE_MS = 500
"""How long an answer waits for another program so as to be of today."""
KINDS = (
    *("user", "company", "contact", "lead", "everyone", "product", "opportunity", "activity", "campaign", "segment"),
    *("quote", "quote_line", "sales_note"),
)
IMPORTED = (
    *("user", "company", "contact", "lead", "product", "opportunity", "quote", "quote_line", "activity", "message"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program as its command line says; the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    texts.use(_system_language())
    usage.speak()
    usage.print_any_letter()
    try:
        usage.refuse_broken_letters(given)
        given = usage.user_last(given)
        options = _parser(given).parse_args(given)
        ended = int(options.run(options) or 0)
        sys.stdout.flush()
    except DomainError as problem:
        print(problem, file=sys.stderr)
        return 1
    except BrokenPipeError:
        usage.print_nothing_more()
        return 0  # the reader of our output had enough
    except KeyboardInterrupt:
        return 1
    except Exception as problem:
        if os.environ.get("CRMDESK_DEBUG"):
            raise
        print(unexpected.sentence(problem), file=sys.stderr)
        return 1
    return ended


def _parser(given: Sequence[str]) -> argparse.ArgumentParser:
    window = _("crmdesk [BOOK] [--user NAME]")
    described = _("The sales work of a small office, in one file. Without a command it opens the window.")
    both = "\n       ".join((window, _("crmdesk COMMAND …  (crmdesk COMMAND --help says more)")))
    parser = argparse.ArgumentParser(prog="crmdesk", usage=both, description=described)
    version = _("show the version and exit")
    parser.add_argument("--version", action="version", version=f"crmdesk {__version__}", help=version)
    commands = parser.add_subparsers(metavar=_("command"), prog="crmdesk")
    for add in (_add_new, _add_demo, _add_import, _add_list, _add_figures, _add_score, _add_undo, _add_redo,
                _add_history, _add_remind, _add_export, _add_check, _add_tour):  # fmt: skip
        add(commands)
    if not given or given[0].startswith("--user") or not (given[0] in commands.choices or given[0].startswith("-")):
        parser = argparse.ArgumentParser(prog="crmdesk", usage=window)
        parser.add_argument("book", nargs="?", help=_("the book to open; the last one when left out"))
        parser.add_argument("--user", help=_("who works"))
        parser.set_defaults(run=_open)
    else:
        parser.set_defaults(run=lambda _options: parser.print_help())
    return parser


# Commands


def _open(options: argparse.Namespace) -> int:
    from crmdesk import app

    return app.run(options.book, options.user)


def _add_new(commands: Any) -> None:
    new = _command(commands, "new", _("make an empty book"), _new)
    new.add_argument("--currency", default="EUR", help=_("ISO code, such as EUR or MXN"))
    new.add_argument("--language", choices=texts.LANGUAGES)
    new.add_argument("--pipeline", type=Path, help=_("a JSON file with the stages"))
    new.add_argument("--user", metavar="NAME", help=_("who will work in it"))


def _new(options: argparse.Namespace) -> None:
    from crmdesk.sales import founding, stages

    founding.found(
        options.book,
        name=options.book.stem,
        currency=options.currency,
        language=options.language or texts.language(),
        clock=_clock(),
        person=options.user,
        pipeline=stages.from_json(_read_text(options.pipeline)) if options.pipeline else None,
    )
    print(_("Made {path}.", path=str(options.book)))


def _add_demo(commands: Any) -> None:
    demo = _command(commands, "demo", _("make a book full of invented data"), _demo)
    demo.add_argument("--rows", type=usage.whole_up_to(MOST_ROWS), default=400, help=_("how many opportunities"))
    demo.add_argument("--seed", type=int, default=1)
    demo.add_argument("--language", choices=texts.LANGUAGES)


def _demo(options: argparse.Namespace) -> None:
    from crmdesk.sales import demo

    texts.use(options.language or texts.language())
    demo.make(options.book, rows=options.rows, seed=options.seed, language=texts.language(), clock=_clock())
    print(_("Made {path}.", path=str(options.book)))


def _add_import(commands: Any) -> None:
    comes = _command(commands, "import", _("take in a CSV file"), _import)
    comes.add_argument("file", type=Path)
    comes.add_argument("--as", dest="kind", choices=IMPORTED, required=True)
    comes.add_argument("--map", action="append", default=[], metavar="COLUMN=FIELD", type=usage.pair)
    comes.add_argument("--match", action="append", default=[], metavar="FIELD")
    comes.add_argument("--mode", choices=("create", "update", "both"), default="both")
    comes.add_argument("--date-format", choices=("dmy", "mdy", "ymd"))
    comes.add_argument("--decimal", choices=("comma", "point"))
    comes.add_argument("--encoding")
    comes.add_argument("--currency")
    comes.add_argument("--refused", type=Path, help=_("write the rows that could not be taken to this file"))
    comes.add_argument("--rehearse", action="store_true", help=_("report the same and write nothing"))
    comes.add_argument("--user", help=_("who works"))
    comes.add_argument("--json", action="store_true")


def _import(options: argparse.Namespace) -> None:
    from crmdesk.exchange import importing
    from crmdesk.exchange.csv_read import read_table
    from crmdesk.exchange.days import DayFormat
    from crmdesk.exchange.numbers import Decimals

    if options.refused:
        _refuse_target(options)
    with importing.uncollected():
        table = read_table(options.file, options.encoding)
        told = importing.Options(
            importing.Mode(options.mode),
            tuple(options.match),
            DayFormat(options.date_format) if options.date_format else None,
            Decimals(options.decimal) if options.decimal else None,
            options.currency,
            options.file.name,
        )
        with _opened(options) as desk:
            mapping = usage.each_once(options.map) or importing.guessed(desk, options.kind, table.headers)
            plan = importing.plan(desk, table, options.kind, mapping, told)
            report = (importing.rehearse if options.rehearse else importing.commit)(desk, plan)
            _print(options, report.as_json(), report.sentences())
            if options.refused and report.refused:
                _write_refused(options, report)


def _refuse_target(options: argparse.Namespace) -> None:
    """Refuse a file for the refused rows that cannot be written, before anything is done."""
    from crmdesk.exchange.csv_write import check_target

    book = [options.book.with_name(options.book.name + part) for part in ("", "-wal", "-shm")]
    if any(usage.same_file(options.refused, other) for other in (*book, options.file)):
        raise DomainError(
            msg("The refused rows would take the place of {path}. Give them another name.", path=str(options.refused))
        )
    check_target(options.refused)


def _write_refused(options: argparse.Namespace, report: Report) -> None:
    try:
        report.write_refused(options.refused)
    except DomainError as problem:
        if options.rehearse:
            raise
        raise DomainError(
            msg("The import was done, but its refused rows are in no file. {reason}", reason=problem.message)
        ) from problem


def _add_list(commands: Any) -> None:
    listed = _command(commands, "list", _("print records"), _list)
    listed.add_argument("kind", choices=KINDS)
    listed.add_argument("--where", action="append", default=[], metavar="'FIELD OP VALUE'")
    listed.add_argument(
        "--ready", choices=("mine", "unattended", "for-sale", "look-again"), help=_("a ready list of leads")
    )
    listed.add_argument("--columns", help=_("fields, with commas between"))
    listed.add_argument("--user", help=_("who works"))
    listed.add_argument("--json", action="store_true")


def _list(options: argparse.Namespace) -> None:
    from crmdesk.exchange import plain
    from crmdesk.sales import segments
    from crmdesk.sales.lists import ListQuestion

    with _opened(options) as desk:
        names = plain.split_columns(desk, options.kind, options.columns) if options.columns else None
        conditions = plain.conditions(desk, options.kind, options.where)
        _refuse_ready(options)
        if options.kind in ("lead", "everyone"):
            _renew_scores(desk)
        for condition in conditions:
            if condition.field == segments.FIELD:
                _warn_of_segment(desk, options.kind, condition.value)
        found = plain.records(desk, options.kind, ListQuestion(conditions=conditions, ready=options.ready or ""), names)
        _print(options, found, _lines(found))


def _refuse_ready(options: argparse.Namespace) -> None:
    if options.ready and options.kind != "lead":
        raise DomainError(msg("Only leads have ready lists."))


def _warn_of_segment(desk: Desk, kind: str, name: str) -> None:
    """Say on stderr why a segment's rule cannot be followed any more."""
    from crmdesk.sales import segments

    for segment in segments.named(desk, kind, name):
        for problem in segments.problems(desk, segment):
            print(problem, file=sys.stderr)


def _add_figures(commands: Any) -> None:
    figures = _command(commands, "figures", _("print the dashboard's figures"), _figures)
    figures.add_argument("--from", dest="first", type=usage.day, help=_("first day, such as 2026-01-31"))
    figures.add_argument("--to", dest="last", type=usage.day, help=_("last day"))
    figures.add_argument("--user", help=_("who works"))
    figures.add_argument("--json", action="store_true")


def _figures(options: argparse.Namespace) -> None:
    from crmdesk.exchange.figures_json import figures_json
    from crmdesk.sales.figures import figures
    from crmdesk.sales.figures.window import Window, last_365

    with _opened(options) as desk:
        default = last_365(desk.today)
        window = Window(options.first or default.first, options.last or default.last)
        if window.first > window.last:
            raise DomainError(msg("The window ends before it begins. Give --from and --to in order."))
        found = figures_json(figures(desk, window))
        _print(options, found, (f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in found.items()))


def _add_score(commands: Any) -> None:
    score = _command(commands, "score", _("check the learned probability on the office's own closed cases"), _score)
    score.add_argument("what", choices=("evaluate",))
    score.add_argument("--of", choices=("lead", "opportunity"), required=True)
    score.add_argument("--fields", help=_("fields, with commas between"))
    score.add_argument("--folds", type=usage.whole_up_to(1000), default=5)
    score.add_argument("--user", help=_("who works"))
    score.add_argument("--json", action="store_true")


def _score(options: argparse.Namespace) -> None:
    from crmdesk.exchange import evaluation
    from crmdesk.sales.learning import asking

    names = [name.strip() for name in options.fields.split(",")] if options.fields else None
    with _opened(options) as desk:
        found = asking.evaluate(desk, options.of, names, options.folds)
        _print(options, evaluation.as_json(found), evaluation.lines(found))


def _add_undo(commands: Any) -> None:
    _take_step(_command(commands, "undo", _("take back the last step, or the given one"), _undo))


def _undo(options: argparse.Namespace) -> None:
    from crmdesk.sales import undoing

    with _opened(options) as desk:
        _turned(
            options, undoing.undo_last_of_anybody(desk) if options.step is None else undoing.undo(desk, options.step)
        )


def _add_redo(commands: Any) -> None:
    _take_step(_command(commands, "redo", _("do again what was taken back last, or the given step"), _redo))


def _redo(options: argparse.Namespace) -> None:
    from crmdesk.sales import undoing

    with _opened(options) as desk:
        _turned(options, undoing.redo_of_anybody(desk, options.step))


def _take_step(command: argparse.ArgumentParser) -> None:
    """The options of undo and redo."""
    command.add_argument("--step", type=usage.whole_up_to(LARGEST), help=_("the step, as history prints it"))
    command.add_argument("--user", help=_("who works"))
    command.add_argument("--json", action="store_true")


def _turned(options: argparse.Namespace, changes: Changes) -> None:
    """Say which action was taken back or done again."""
    label = str(changes.label)
    _print(options, {"step": str(changes.step), "label": label}, [f"{changes.step}  {label}"])


def _add_history(commands: Any) -> None:
    history = _command(commands, "history", _("print what was done, newest first"), _history)
    history.add_argument("--audit", action="store_true", help=_("deletions, exports, imports, sign-ins and refusals"))
    history.add_argument("--most", type=usage.whole_up_to(LARGEST), default=100)
    history.add_argument("--user", help=_("who works"))
    history.add_argument("--json", action="store_true")


def _history(options: argparse.Namespace) -> None:
    from crmdesk.sales import history

    if options.audit:
        _audit(options)
        return
    with _opened(options) as desk:
        steps = history.steps(desk, most=options.most, actions_only=True)
        found = [
            {
                "step": str(step.id),
                "when": step.when.replace(tzinfo=None).isoformat(" ", "seconds"),
                "user": step.user,
                "label": str(step.label),
                "undone": not step.standing,
            }
            for step in steps
        ]
        _print(
            options,
            found,
            (_history_line(line) for line in found),
        )


def _history_line(step: dict[str, Any]) -> str:
    label = _("{what} (undone)", what=step["label"]) if step["undone"] else step["label"]
    return f"{step['step']}  {step['when']}  {step['user'] or '-'}  {label}"


def _audit(options: argparse.Namespace) -> None:
    from crmdesk.sales import audit

    with _opened(options) as desk:
        found = [
            {
                "when": line.when.replace(tzinfo=None).isoformat(" ", "seconds"),
                "user": line.user,
                "what": line.what,
                "label": str(line.label),
            }
            for line in audit.lines(desk, most=options.most)
        ]
        lines = ("  ".join((one["when"], one["user"] or "-", one["what"], one["label"])) for one in found)
        _print(options, found, lines)


def _add_remind(commands: Any) -> None:
    remind = _command(commands, "remind", _("print the reminders that are due"), _remind)
    remind.add_argument(
        "--since",
        type=usage.whole_up_to(MOST_MINUTES),
        metavar="MINUTES",
        help=_("only those that came due in the last so many minutes"),
    )
    remind.add_argument("--user", help=_("who works"))
    remind.add_argument("--json", action="store_true")


def _remind(options: argparse.Namespace) -> None:
    from crmdesk.exchange import ringing

    with _opened(options) as desk:
        found = ringing.due(desk, options.since)
        _print(options, found, (f"{one['when']}  {one['subject']}  {one['about']}".rstrip() for one in found))


def _add_export(commands: Any) -> None:
    export = _command(commands, "export", _("write everything into a folder: CSV files, and the documents"), _export)
    export.add_argument("folder", type=Path)
    export.add_argument("--segment", default="", help=_("only who is in the segment of this name"))
    export.add_argument("--user", help=_("who works"))


def _export(options: argparse.Namespace) -> None:
    from crmdesk.exchange import exporting

    with _opened(options) as desk:
        _renew_scores(desk)
        for written in exporting.export(desk, options.folder, options.segment):
            print(written)
        for reason in exporting.left_out(desk):
            print(reason, file=sys.stderr)


def _add_check(commands: Any) -> None:
    check = _command(commands, "check", _("look for damage and wrong derived values"), _check)
    check.add_argument("--user", help=_("who works"))


def _check(options: argparse.Namespace) -> int:
    from crmdesk.models import checking

    with _opened(options):
        found = checking.problems()
    for problem in found:
        print(problem)
    print(_n("{n} problem found.", "{n} problems found.", len(found)) if found else _("The book is in order."))
    return 1 if found else 0


def _add_tour(commands: Any) -> None:
    tour = commands.add_parser("tour", help=_("do the main job without a screen, and leave a picture of every screen"))
    tour.add_argument("book", type=Path, nargs="?")
    tour.add_argument("--out", type=Path, required=True)
    tour.add_argument("--language", choices=texts.LANGUAGES)
    tour.add_argument("--theme", choices=("light", "dark"), default="light")
    tour.set_defaults(run=_tour)


def _tour(options: argparse.Namespace) -> int:
    from crmdesk import app
    from crmdesk.views import tour

    language = options.language or texts.language()
    pictures = tour.run(options.book, options.out, language, options.theme, app.open_window)
    print(_n("{n} picture in {folder}", "{n} pictures in {folder}", len(pictures), folder=str(options.out)))
    return 0


# What commands share


def _command(commands: Any, name: str, help_: str, run: Any) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = commands.add_parser(name, help=help_)
    made.add_argument("book", type=Path)
    made.set_defaults(run=run)
    return made


@contextlib.contextmanager
def _opened(options: argparse.Namespace) -> Iterator[Desk]:
    """The book open for who works, with patience for a window that is writing."""
    from crmdesk.models import book, database
    from crmdesk.sales import users

    with book.opened(options.book):
        database.wait_for_others(database.WORKER_PATIENCE_MS)
        desk = _desk(users.user_named(options.user))
        _sign_in(desk)
        yield desk


def _renew_scores(desk: Desk) -> None:
    """Score the leads for today, as the window does, where they are scored for another day.

    A book that somebody else is writing to, or that cannot be written, is told of as it is.
    """
    from crmdesk.models import database
    from crmdesk.models.errors import StorageError
    from crmdesk.sales import scoring

    if scoring.is_of_today(desk):
        return
    database.wait_for_others(_SHORT_PATIENCE_MS)
    with contextlib.suppress(StorageError):
        scoring.renew(desk)
    database.wait_for_others(database.WORKER_PATIENCE_MS)


def _sign_in(desk: Desk) -> None:
    """Let the user work, by the password in the environment where he has one."""
    from crmdesk.sales import passwords

    password = os.environ.get(passwords.VARIABLE)
    if not password and passwords.is_set(desk.user):
        raise DomainError(
            msg("This user has a password. Put it into the environment variable {name}.", name=passwords.VARIABLE)
        )
    passwords.sign_in(desk, password)


def _desk(user: int | None) -> Desk:
    from crmdesk.sales.desk import Desk

    return Desk(user, _clock())


def _clock() -> Any:
    from crmdesk.sales.desk import Clock

    return Clock.system()


def _print(options: argparse.Namespace, document: Any, lines: Any) -> None:
    if options.json:
        plain = (sys.stdout.encoding or "").lower().replace("-", "") not in ("utf8", "utf8sig")
        json.dump(document, sys.stdout, ensure_ascii=plain, indent=1)
        print()
        return
    for line in lines:
        print(line)


def _lines(found: list[dict[str, Any]]) -> Iterator[str]:
    """Records as lines with tabs between, under a line of the fields' names."""
    if found:
        yield "\t".join(found[0])
    for record in found:
        yield "\t".join(_cell(value) for value in record.values())


def _cell(value: Any) -> str:
    shown = ", ".join(value) if isinstance(value, list) else "" if value is None else str(value)
    return " ".join(shown.split())


def _read_text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")  # spreadsheets and Windows put a mark in front
    except (OSError, ValueError) as problem:
        raise DomainError(msg("{path} cannot be read. Check the name.", path=str(path))) from problem


def _system_language() -> str:
    """The system's language where the program speaks it, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "es" if value.lower().startswith("es") else "en"
    import locale

    return "es" if (locale.getlocale()[0] or "").lower().startswith(("es", "spanish")) else "en"


if __name__ == "__main__":
    sys.exit(main())
