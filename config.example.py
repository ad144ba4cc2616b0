"""A deployment's settings. Copy this file to config.py; `tocsin run` finds it there.

Every setting is shown with its default, so an empty config.py is a good one to begin with. Paths
are meant from the folder of this file. It is plain Python: take secrets from the environment,
`os.environ["NAME"]`, and never write one here. After a change: `tocsin check`.
"""

# What a command begins with: `!incident declare …`.
BOT_PREFIX = "!"

# Person ids of the team files. They may do anything in an incident, with a reason.
BOT_ADMINS = []

# The database, the ticket list and whatever else must outlive a restart.
BOT_DATA_DIR = "data"

# A SQLite file on a local disk. It needs nothing else; one process writes to it.
TOCSIN_DATABASE_URL = "sqlite:///data/tocsin.db"

# One file for each team, teams/<team>.toml; teams/example.toml shows every key.
TOCSIN_TEAMS_DIR = "teams/"

# Chat platform -> its settings. `console` is built in: rooms and people in this terminal.
TOCSIN_CHATS = {"console": {}}
# Slack, with `tocsin-slack`; its README makes the app, click by click, and gives both tokens:
# TOCSIN_CHATS = {
#     "slack": {
#         "bot_token": {"env": "SLACK_BOT_TOKEN"},
#         "app_token": {"env": "SLACK_APP_TOKEN"},
#     },
# }
# Matrix, with `tocsin-matrix`; its README makes the account, the room and the space:
# TOCSIN_CHATS = {
#     "matrix": {
#         "homeserver": "https://matrix.example.org",
#         "access_token": {"env": "MATRIX_TOKEN"},
#         "store_key": {"env": "MATRIX_STORE_KEY"},
#         "space": "#incident-rooms:example.org",
#     },
# }
# Discord, with `tocsin-discord`; its README makes the bot, click by click, and gives its token:
# TOCSIN_CHATS = {
#     "discord": {
#         "token": {"env": "DISCORD_TOKEN"},
#         "server": "613425648685547541",
#     },
# }

# Where alerts and acknowledge links come in, and the address others reach it by.
TOCSIN_WEB = {"host": "127.0.0.1", "port": 8080, "public_url": "http://127.0.0.1:8080"}

# How the log on stderr is written: "text" or "json"; None is text on a terminal, else JSON.
TOCSIN_LOG = None

# A sign of life while everything works: a GET of an address that tells you when it stops, like
# {"url": {"env": "HEARTBEAT_URL"}, "every": "60s"}. None sends nothing; see docs/operating.md.
TOCSIN_HEARTBEAT = None

# A message that was typed longer ago and comes in late is answered, and not done.
TOCSIN_LATE = "10m"

# What an account may do that is no person's of a team file: so many of its reports open an
# incident, so many of its lines are answered. People of the team files are never limited.
TOCSIN_GUESTS = {"reports_per_hour": 5, "lines_per_minute": 10}

# Observers are told of every incident, after what changed it is kept: the name of an observer that
# is installed (`tocsin plugins`), with its settings, like {"incident-log": {}}. See docs/hooks.md.
TOCSIN_OBSERVERS = {}

# A folder with plugins for Errbot (`.plug` files), or None; what works in them: docs/hooks.md.
BOT_EXTRA_PLUGIN_DIR = None
