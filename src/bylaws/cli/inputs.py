"""What a verb that reads logs says of those that were not read as a log from beginning to end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text

from bylaws.cli.policies import number
from bylaws.study.inputs import Inputs, missing
from bylaws.study.markup import in_one_line

MOST = 10
ROOM = 300
"""Characters of names."""


def inputs_text(inputs: Inputs) -> Iterator[Text]:
    """A line for each input not read, not believed or with more than events, then the names of those left aside and the empty."""
    for each in inputs.unread[:MOST]:
        yield Text(f"{missing(each).capitalize()}: {in_one_line(str(each))}", style="bold red")
    if len(inputs.unread) > MOST:
        yield Text(f"and {len(inputs.unread) - MOST:,} more inputs not read, or not to the end", style="bold red")
    for each in inputs.doubted[:MOST]:
        yield Text(f"Not believed: {in_one_line(str(each))}", style="bold red")
    if len(inputs.doubted) > MOST:
        yield Text(f"and {len(inputs.doubted) - MOST:,} more inputs not believed", style="bold red")
    for each in inputs.copies[:MOST]:
        yield Text(in_one_line(str(each)), style="yellow")
    if len(inputs.copies) > MOST:
        yield Text(f"and {len(inputs.copies) - MOST:,} more inputs that tell what others tell", style="yellow")
    for each in inputs.sifted[:MOST]:
        yield Text(in_one_line(str(each)))
    if len(inputs.sifted) > MOST:
        yield Text(f"and {len(inputs.sifted) - MOST:,} more inputs of which a part tells of no event")
    if inputs.skipped:
        skipped = _names([each.file for each in inputs.skipped])
        yield Text(f"{number(len(inputs.skipped), 'file')} skipped, no logs of a known format: {skipped}")
    if inputs.empty:
        yield Text(f"{number(len(inputs.empty), 'input')} empty: {_names([each.file for each in inputs.empty])}")


def _names(files: Sequence[str]) -> str:
    """The first names, as many as go into a few lines."""
    few = [files[0]]
    for each in files[1:MOST]:
        if sum(map(len, few)) + len(each) > ROOM:
            break
        few.append(each)
    named = in_one_line(", ".join(few))
    return f"{named} and {len(files) - len(few):,} more" if len(files) > len(few) else named
