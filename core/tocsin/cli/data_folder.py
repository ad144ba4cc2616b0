"""The data folder: made at the start, and tried before anything relies on it."""

from __future__ import annotations

import tempfile

from tocsin.config.deployment import Deployment
from tocsin.errors import ConfigError, Problem


def own_data_folder(deployment: Deployment) -> None:
    """Make the folder if it is not there, and see that a file can be made in it.

    Raises:
        ConfigError: It cannot.
    """
    folder = deployment.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        problem = Problem(
            file=str(deployment.file or "config.py"),
            key="BOT_DATA_DIR",
            what=f"Nothing can be kept in {folder}: {error.strerror}.",
            fix="Name a folder that this user may write to.",
        )
        raise ConfigError((problem,)) from None
