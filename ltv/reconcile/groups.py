"""Things that are joined, and who is with whom."""

from __future__ import annotations


class Groups:
    """Numbers 0 to `size` - 1, each alone at first; a group is known by its smallest member.

    References
    ----------
    B. A. Galler, M. J. Fischer, An improved equivalence algorithm (1964).
    """

    def __init__(self, size: int) -> None:
        self._root = list(range(size))
        self._members: dict[int, list[int]] = {}

    def of(self, member: int) -> int:
        """The smallest member of a group."""
        root = self._root
        while root[member] != member:
            root[member] = root[root[member]]
            member = root[member]
        return member

    def members(self, member: int) -> list[int]:
        """Everybody in the group of a member."""
        first = self.of(member)
        return self._members.get(first, [first])

    def join(self, a: int, b: int) -> None:
        """Make two groups one."""
        low, high = sorted((self.of(a), self.of(b)))
        if low != high:
            self._members[low] = self.members(low) + self.members(high)
            self._root[high] = low
