"""The command line speaks the system's language, argparse's own words included."""

import pytest

from crmdesk.__main__ import main


@pytest.mark.parametrize(
    ("system", "usage", "missing"),
    [
        ("es_MX.UTF-8", "uso: crmdesk import", "faltan estos argumentos: book, file, --as"),
        ("en_GB.UTF-8", "usage: crmdesk import", "the following arguments are required: book, file, --as"),
    ],
)
def test_wrong_usage_is_told_in_the_systems_language(monkeypatch, capsys, system, usage, missing):
    monkeypatch.setenv("LC_ALL", system)
    with pytest.raises(SystemExit) as left:
        main(["import"])
    told = capsys.readouterr().err
    assert left.value.code == 2
    assert told.startswith(usage)
    assert missing in told
