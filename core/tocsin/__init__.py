"""Tocsin runs a team's incident process from chat, and keeps every promise that process makes."""
