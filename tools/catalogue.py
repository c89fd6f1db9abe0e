"""The catalogue of texts: collected from the source, translated in the `.po` file, compiled to the `.mo` file.

`python3 dev.py texts` runs this.  English is the source, so only the other languages have files.  The compiled file is
kept beside its source, so that a checkout and an installed package speak Spanish without a build step.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "resources" / "translations"
LANGUAGES = ("es",)
KEYWORDS = {"_": None, "_n": (1, 2), "_c": ((1, "c"), 2), "msg": None, "msgn": (1, 2)}
NOTE = "For translators:"  # a comment that starts so, above a text, goes into the catalogue


def main() -> int:
    """Bring every language up to date and compile it; say what is still missing."""
    for language in LANGUAGES:
        catalogue = updated(language)
        write(language, catalogue)
        missing = sum(1 for _ in problems(catalogue))
        print(f"{language}: {len(catalogue)} texts, {missing} to be translated or mended")
    return 0


def po_file(language: str) -> Path:
    """The translator's file."""
    return TRANSLATIONS / language / "LC_MESSAGES" / "crmdesk.po"


def mo_file(language: str) -> Path:
    """The compiled file, which the program reads."""
    return po_file(language).with_suffix(".mo")


def collected() -> Catalog:
    """Every text of the program, untranslated, each with the files it stands in."""
    template = Catalog()
    found = extract_from_dir(ROOT / "crmdesk", keywords=KEYWORDS, comment_tags=(NOTE,), strip_comment_tags=True)
    for file, line, text, comments, context in sorted(found, key=lambda entry: (entry[0], entry[1])):
        template.add(text, locations=[(f"crmdesk/{file}", line)], auto_comments=comments, context=context)
    return template


def kept(language: str) -> Catalog:
    """The catalogue as the translator's file has it."""
    with po_file(language).open("rb") as stream:
        return read_po(stream, locale=language)


def updated(language: str) -> Catalog:
    """The kept translations for the texts that the program has now; what it no longer says is left out."""
    catalogue = kept(language)
    catalogue.update(collected(), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    return catalogue


def write(language: str, catalogue: Catalog) -> None:
    """Write both files."""
    with po_file(language).open("wb") as stream:
        # without line numbers an edit elsewhere in a file leaves the catalogue as it is
        write_po(stream, catalogue, width=120, include_lineno=False, ignore_obsolete=True)
    mo_file(language).write_bytes(compiled(catalogue))


def compiled(catalogue: Catalog) -> bytes:
    """What the `.mo` file has to hold."""
    stream = BytesIO()
    write_mo(stream, catalogue)
    return stream.getvalue()


def compiled_texts(data: bytes) -> dict[object, object]:
    """The translations in a compiled file, without its header."""
    messages = read_mo(BytesIO(data))
    return {(message.context, forms(message.id)): forms(message.string) for message in messages if message.id}


def problems(catalogue: Catalog) -> Iterator[str]:
    """What is wrong with the translations: missing, unsure, or with other places than the source text."""
    for message in catalogue:
        if not message.id:
            continue
        source, translations = forms(message.id), forms(message.string)
        if not all(translations):
            yield f"missing: {source[0]!r}"
        elif message.fuzzy:
            yield f"unsure: {source[0]!r}"
        elif wrong := wrong_places(message):
            yield wrong


def wrong_places(message: Message) -> str | None:
    """Say which places in braces a translation lost or invented.  A singular may leave its number out."""
    allowed = set().union(*(places(form) for form in forms(message.id)))
    needed = set.intersection(*(places(form) for form in forms(message.id)))
    for translation in forms(message.string):
        if not needed <= places(translation) <= allowed:
            return f"other places: {forms(message.id)[0]!r} -> {translation!r}"
    return None


def forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """One text, or the singular and the plurals; an empty text where there is none yet."""
    return (text or "",) if isinstance(text, str | None) else tuple(text)


def places(text: str) -> set[str]:
    """The `{names}` in a text."""
    return set(re.findall(r"{(\w+)[^}]*}", text))


if __name__ == "__main__":
    sys.exit(main())
