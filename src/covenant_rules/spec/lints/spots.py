"""Where criteria and lines of a loaded sheet stand in its file."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from covenant_rules.covenant import Content, Covenant, Criterion, Group, Item, Line
from covenant_rules.spec.source import PathKey, Places


@frozen
class Spot:
    """A criterion with its content and its place."""

    content: Content
    criterion: Criterion
    path: PathKey
    places: Places

    @property
    def items(self) -> Iterator[tuple[Item, PathKey]]:
        """The lines and groups with their places; a line written flat stands at its criterion."""
        several = (*self.path, "lines")
        for number, item in enumerate(self.criterion.items):
            yield item, (*several, number) if several in self.places.values else self.path

    @property
    def lines(self) -> Iterator[tuple[Line, PathKey]]:
        """The lines with their places, those of groups included."""
        for item, path in self.items:
            if isinstance(item, Group):
                for number, member in enumerate(item.members):
                    yield member, (*path, str(item.combine), number)
            else:
                yield item, path

    def written(self, path: PathKey) -> str:
        """Return what stands in the file at *path*, or nothing."""
        return self.places.written(path)


def spots(covenant: Covenant, places: Places) -> Iterator[Spot]:
    """Yield every criterion of the sheet, in its order."""
    for number, content in enumerate(covenant.contents):
        for position, criterion in enumerate(content.criteria):
            path: PathKey = ("contents", number, "criteria", position)
            yield Spot(content, criterion, path, places)
