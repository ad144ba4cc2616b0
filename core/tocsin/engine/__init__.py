"""The engine: transactions, inbox, delivery, timers, rosters. It does things in order."""
