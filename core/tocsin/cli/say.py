"""`tocsin say`: speak to the running bot from a shell."""

from __future__ import annotations

import json
import sys
import urllib.error
import urllib.request
from pathlib import Path

from tocsin.cli.say_token import say_token
from tocsin.config.deployment import load_deployment

TIMEOUT_S = 15.0


def say_it(text: str, person: str, config: Path | None) -> int:
    """Print the reply; 0 accepted, 1 refused, 2 nobody listens."""
    deployment = load_deployment(config)
    host = "127.0.0.1" if deployment.web.host in ("0.0.0.0", "::") else deployment.web.host
    request = urllib.request.Request(
        f"http://{host}:{deployment.web.port}/say",
        data=json.dumps({"text": text, "as": person}).encode(),
        headers={
            "Authorization": f"Bearer {say_token(deployment.data_dir)}",
            "Content-Type": "application/json",
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
            told = json.loads(answer.read())
    except urllib.error.HTTPError as error:
        print(f"tocsin: the bot answered {error.code}", file=sys.stderr)
        return 2
    except OSError:
        print("tocsin: no bot listens there; start it with `tocsin run`", file=sys.stderr)
        return 2
    print(told["reply"])
    return 0 if told["accepted"] else 1
