"""What the README shows can be used as it stands, and is true."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from tests.chat_readme import ReadmeOfAChat, readme, shown
from tocsin_matrix.config import MatrixConfig
from tocsin_matrix.errors import MEANINGS

README: Final = readme("matrix")


class TestMatrix(ReadmeOfAChat):
    platform = "matrix"
    tokens = {"MATRIX_STORE_KEY": "k" * 44, "MATRIX_TOKEN": "syt_1"}  # noqa: RUF012 - read only

    def test_a_key_for_what_is_encrypted_is_asked_for(self, team: Path) -> None:
        config = re.sub(r' *"store_key".*\n', "", shown("matrix", "python")[0])
        done = self.check(team, config)
        assert done.returncode != 0
        assert "store_key" in done.stdout + done.stderr


def test_every_setting_is_named() -> None:
    assert not [
        one for one in MatrixConfig.model_fields if f"`{one}`" not in README.replace('"', "`")
    ]


def test_every_code_it_names_is_known() -> None:
    named = set(re.findall(r"`(M_[A-Z_]+)`", README))
    assert named
    assert named <= set(MEANINGS)
