"""Licences: which SPDX id a writing means, what is an expression, what bars use."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import grows_evenly
from medlint.data import rows
from medlint.data.license import closest_spdx, is_spdx_expression, restricted_use, spdx


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CC BY 3.0", "CC-BY-3.0"),
        ("cc-by-4.0", "CC-BY-4.0"),
        ("CC BY 4", "CC-BY-4.0"),
        ("ccby4.0", "CC-BY-4.0"),
        ("CC BY-NC-SA 4.0", "CC-BY-NC-SA-4.0"),
        ("CC BY-NC-ND 4.0 International", "CC-BY-NC-ND-4.0"),
        ("CC BY-NC 2.5", "CC-BY-NC-2.5"),
        ("CC BY-SA 3.0 IGO", "CC-BY-SA-3.0-IGO"),
        ("CC0", "CC0-1.0"),
        ("CC0 1.0", "CC0-1.0"),
        ("Creative Commons Attribution 4.0 International", "CC-BY-4.0"),
        ("Creative Commons Attribution 3.0 Unported License", "CC-BY-3.0"),
        ("Creative Commons Attribution-NonCommercial-ShareAlike 4.0 International License", "CC-BY-NC-SA-4.0"),
        ("Attribution 4.0 International (CC BY 4.0)", "CC-BY-4.0"),
        ("https://creativecommons.org/licenses/by/4.0/", "CC-BY-4.0"),
        ("http://creativecommons.org/licenses/by-nc-nd/3.0/de/deed.en", "CC-BY-NC-ND-3.0-DE"),
        ("https://creativecommons.org/licenses/by-sa/4.0/deed.en", "CC-BY-SA-4.0"),
        ("https://creativecommons.org/publicdomain/zero/1.0/legalcode", "CC0-1.0"),
        ("Apache 2.0", "Apache-2.0"),
        ("Apache License, Version 2.0", "Apache-2.0"),
        ("MIT", "MIT"),
        ("the MIT License", "MIT"),
        ("BSD 3-Clause", "BSD-3-Clause"),
        ("GPLv3", "GPL-3.0-only"),
        ("ODbL", "ODbL-1.0"),
        ("https://spdx.org/licenses/CC0-1.0.html", "CC0-1.0"),
        ("http://www.spdx.org/licenses/gpl-2.0-or-later", "GPL-2.0-or-later"),
        ("https://spdx.org/licenses/Nobodys-1.0.html", None),
        ("CC BY", None),
        ("CC BY-NC-ND", None),
        ("CC BY 9.9", None),
        ("Creative Commons", None),
        ("Apache", None),
        ("TCIA Restricted", None),
        ("Stanford DUA", None),
        ("N/A", None),
        ("", None),
        ("x" * 10_000, None),
        ("https://creativecommons.org/licenses/nonsense/4.0/", None),
    ],
)
def test_meaning(text: str, expected: str | None) -> None:
    assert spdx(text) == expected


def test_every_id_and_address_means_itself() -> None:
    for identifier, kind, _ in rows("licenses.txt"):
        if kind == "license":
            assert spdx(identifier) == identifier
            assert spdx(identifier.lower()) == identifier
            assert is_spdx_expression(identifier)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MIT", True),
        ("unknown", True),
        ("LicenseRef-TCIA-Restricted", True),
        ("MIT OR Apache-2.0", True),
        ("MIT AND (CC-BY-4.0 OR CC0-1.0)", True),
        ("(MIT)AND(ISC)", True),
        ("GPL-2.0-only WITH Classpath-exception-2.0", True),
        ("GPL-2.0+", True),
        ("mit", False),
        ("CC BY 3.0", False),
        ("MIT OR", False),
        ("OR MIT", False),
        ("(MIT", False),
        ("MIT)", False),
        ("()", False),
        ("MIT ISC", False),
        ("MIT WITH MIT", False),
        ("MIT WITH", False),
        ("(MIT) WITH Classpath-exception-2.0", False),
        ("MIT WITH OR ISC", False),
        ("LicenseRef-", False),
        ("MITLicenseRef-x", False),
        ("", False),
    ],
)
def test_expression(text: str, expected: bool) -> None:
    assert is_spdx_expression(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CC BY 3.0", "CC-BY-3.0"),
        ("CC-BY-4.O", "CC-BY-4.0"),
        ("CC BY-NC-ND", "CC-BY-NC-ND-4.0"),
        ("Apache-2", "Apache-2.0"),
        ("whatever you like", None),
    ],
)
def test_closest(text: str, expected: str | None) -> None:
    assert closest_spdx(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MIT", None),
        ("CC-BY-4.0", None),
        ("CC BY", None),
        ("CC-BY-SA-4.0", None),
        ("CC-BY-NC-4.0", "non-commercial"),
        ("CC-BY-NC-ND-4.0", "non-commercial"),
        ("CC BY-NC-ND", "non-commercial"),
        ("CC-BY-ND-4.0", "no-derivatives"),
        ("CC-BY-NC-4.0 OR MIT", None),
        ("CC-BY-NC-4.0 AND MIT", "non-commercial"),
        ("Non-commercial research only", "non-commercial"),
        ("LicenseRef-TCIA-NC", "non-commercial"),
        ("LicenseRef-TCIA", "unknown"),
        ("GPL-2.0-only WITH Classpath-exception-2.0", None),
        ("unknown", "unknown"),
        ("Stanford DUA", "unknown"),
        ("", "unknown"),
    ],
)
def test_restriction(text: str, expected: str | None) -> None:
    assert restricted_use(text) == expected


@given(st.text(alphabet=st.sampled_from("CBYNSD-()0.34 ANDORWITHMITcreativomsng:/"), max_size=80))
def test_no_text_raises(text: str) -> None:
    spdx(text), is_spdx_expression(text), restricted_use(text)


def test_hostile_text_is_quick() -> None:
    def read(count: int) -> None:
        for text in ("(" * count, "MIT AND " * count, "creativecommons.org/licenses/by/4.0" + "/a" * count + "!"):
            spdx(text), is_spdx_expression(text), restricted_use(text), closest_spdx(text)

    assert grows_evenly(read, 5_000)
