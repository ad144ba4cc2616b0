"""A config.py for a service: it goes to /etc/tocsin/config.py, beside the folder teams/.

In a container BOT_DATA_DIR is "/data", and the web server listens on "0.0.0.0" behind your proxy.
"""

BOT_DATA_DIR = "/var/lib/tocsin"
TOCSIN_WEB = {"host": "127.0.0.1", "port": 8080, "public_url": "https://tocsin.example.org"}
TOCSIN_LOG = "json"
