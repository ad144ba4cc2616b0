"""Every sentence people read but refusals, which stand with their rule.

Pure: values in, text out; no clock, no chat, no store.

`room` is what the incident's room hears, `announce` the announce room, `direct` one person,
`page` a paging tool; `card` is the pinned card and `show` what people ask to see. Each is a table
from an event type to a small function. Foreign text goes through `clean` before it is quoted.
"""
