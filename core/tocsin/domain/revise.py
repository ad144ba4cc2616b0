"""`replace`, as every event needs it: the same value with a few fields changed.

What `dataclasses.replace` does takes every field through the frozen class once more, which for an
incident is thirty times the work; each command makes a dozen such copies. Only for frozen
dataclasses that check nothing when they are made, as all parts of an incident are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from dataclasses import replace  # a checker knows the fields of each class by this name
else:
    V = TypeVar("V")

    def replace(value: V, /, **changes: object) -> V:
        """The value with these fields changed.

        Raises:
            TypeError: It has no such field.
        """
        old = vars(value)
        new = {**old, **changes}
        if len(new) != len(old):
            raise TypeError(f"{type(value).__name__} has no field {', '.join(new.keys() - old)}")
        copied = object.__new__(type(value))
        vars(copied).update(new)
        return copied


__all__ = ["replace"]
