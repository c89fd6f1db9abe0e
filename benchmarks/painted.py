"""A process that says when its first picture is painted: ``python -m benchmarks.painted empty|board [BOOK]``."""

from __future__ import annotations

import sys


def tell() -> None:
    print("painted", flush=True)


def board(book: str) -> int:
    """The program itself, as its command line opens a book; closed as soon as its board is painted."""
    from PySide6.QtCore import QTimer

    from crmdesk import app
    from crmdesk.__main__ import main

    open_window = app.open_window

    def watched(*arguments: object, **options: object) -> object:
        window = open_window(*arguments, **options)
        window.go("board")
        views = sys.modules["crmdesk.ui.board.column_view"].ColumnView
        paint = views.paintEvent

        def finish() -> None:
            tell()
            window.close()

        def painted(view: object, event: object) -> None:
            paint(view, event)
            if views.paintEvent is painted and view.model().rowCount():
                views.paintEvent = paint
                QTimer.singleShot(0, finish)

        views.paintEvent = painted
        return window

    app.open_window = watched
    return main([book])


if __name__ == "__main__":
    if sys.argv[1] == "empty":
        from benchmarks.floors import empty_window

        sys.exit(empty_window(tell))
    sys.exit(board(sys.argv[2]))
