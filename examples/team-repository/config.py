"""The deployment that this repository is for; every key is in Tocsin's config.example.py."""

TOCSIN_WEB = {"host": "127.0.0.1", "port": 8080, "public_url": "https://tocsin.example.com"}
