"""Who has Discord installed and speaks none does not wait for its library."""

from __future__ import annotations

import subprocess
import sys


def test_the_plugin_is_loaded_without_the_library_of_the_platform() -> None:
    loads = (
        "import sys, tocsin_discord; tocsin_discord.tocsin_chats(); print('discord' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", loads], capture_output=True, text=True, check=True)
    assert told.stdout == "False\n"
