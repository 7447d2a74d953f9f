"""What `bylaws bench` measured, as tables for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from bylaws.bench.batch import RIVALS

Told = Mapping[str, Any]


def bench_text(told: Told) -> Iterator[RenderableType]:
    """Everything to print, part by part; on what machine at the end."""
    yield from _TABLES[told["table"]](told)
    yield _machine(told)


def _batch(told: Told) -> Iterator[RenderableType]:
    yield Text(f"{told['events']:,} events of {told['bytes_per_event']} bytes, one core")
    for each in told["workloads"]:
        table = _table(each["workload"], "what", "events/s", "bylaws takes", "memory at most")
        table.add_row(
            f"parsing alone ({each['parser']})", f"{each['parse_events_per_second']:,}", f"{each['ratio_to_parse']} × as long"
        )
        for rival in RIVALS:
            if each[rival.ratio] is None:
                continue
            speed, peak = each[f"{rival.work}_events_per_second"], each[f"{rival.work}_peak_bytes"]
            table.add_row(rival.name, f"{speed:,}", f"1/{each[rival.ratio]} of the time", _bytes(peak))
        table.add_row("bylaws", f"{each['events_per_second']:,}", "", _bytes(each["peak_bytes"]), style="bold")
        yield table
        others = "; ".join(each["compared_with"])
        same = f"the same by {others}" if each["same_findings"] else f"and they differ: {each['differences']}"
        yield Text(f"{each['findings']:,} findings, {same}", style="" if each["same_findings"] else "bold red")


def _decide(told: Told) -> Iterator[RenderableType]:
    yield Text(f"{told['events']:,} events answered one by one, microseconds for each")
    for each in told["workloads"]:
        table = _table(each["workload"], "time", "half within", "99 %", "99.9 %", "worst", "the first")
        for name, key in (("processor", "cpu"), ("wall", "wall")):
            names = ("p50_us", "p99_us", "p99_9_us", "worst_us", "first_us")
            table.add_row(name, *(f"{each[key][column]:,}" for column in names))
        yield table
        yield _bars("processor time", each["cpu"]["histogram"])
        parts = ", ".join(f"{part:,}" for part in each["p50_us_by_part"])
        yield Text(f"half within, by tenth of the log, as tables grow: {parts}")


def _engines(told: Told) -> Iterator[RenderableType]:
    yield Text(f"{told['events']:,} requests of {told['bytes_per_event']} bytes, twenty conditions, one core")
    table = _table("", "engine", "version", "events/s", "bylaws takes")
    for each in told["engines"]:
        name = f"{each['engine']}{'' if each['same'] else ' (its matches differ)'}"
        table.add_row(name, each["version"], f"{each['events_per_second']:,}", f"1/{each['times']} of the time")
    table.add_row("bylaws", told["machine"]["bylaws"], f"{told['events_per_second']:,}", "", style="bold")
    yield table
    for name in told["not_installed"]:
        yield Text(f"{name} is not installed")
    yield Text(f"{told['matches']:,} matches of bylaws" + (", the same by all" if told["same_findings"] else ""))


def _grown(told: Told) -> Iterator[RenderableType]:
    table = _table(told["workload"], "", "days", "processor seconds", "µs for each event beyond the start", "memory at most")
    for each in told["rows"]:
        spent = f"{each['cpu_seconds']:,}"
        cost = "too few to tell" if each["us_per_event"] is None else f"{each['us_per_event']:,}"
        table.add_row(each["what"], f"{each['days']:,}", spent, cost, _bytes(each["peak_bytes"]))
    yield table
    ratio = "" if told["cost_ratio"] is None else f"{told['cost_ratio']} × the cost of each event, "
    yield Text(f"{ratio}{told['peak_ratio']} × the memory")
    if "bytes_per_kept_event" in told:
        held = " and ".join(f"{each['kept']:,}" for each in told["rows"])
        yield Text(f"{held} events kept, counted once for each sort of key: {told['bytes_per_kept_event']} bytes for each more")


def _start(told: Told) -> Iterator[RenderableType]:
    table = _table("Seconds of the wall", "", "nothing compiled yet", "compiled before")
    table.add_row("to the first answer of decide", f"{told['decide_cold_s']}", f"{told['decide_warm_s']}")
    table.add_row(f"a whole run over {told['run_events']:,} events", f"{told['run_cold_s']}", f"{told['run_warm_s']}")
    table.add_row(f"to the first answer after {told['events']:,} events, from their state", "", f"{told['decide_restored_s']}")
    behind = f"to the first answer after a kill, {told['replayed']:,} events behind the last snapshot"
    table.add_row(behind, "", f"{told['decide_killed_s']}")
    yield table
    yield Text(f"restoring the state takes {told['restore_s']} s of that; it has {told['state_bytes']:,} bytes, journal among them")


def _bad(told: Told) -> Iterator[RenderableType]:
    table = _table(f"{told['events']:,} lines", "broken", "rejected", "lines/s", "memory at most")
    for each in told["rows"]:
        speed, peak = f"{each['events_per_second']:,}", _bytes(each["peak_bytes"])
        table.add_row(f"{each['bad_lines']:,}", f"{each['rejected']:,}", speed, peak)
    yield table
    yield Text(f"{told['cost_ratio']} × the time with one line in a hundred broken")


def _content(told: Told) -> Iterator[RenderableType]:
    table = _table("", "function", "items", "signs", "items/s", "beside", "items/s", "times as fast")
    hostile = _table("Of hostile items the dearest", "function", "item", "ms", "MB")
    for each in told["functions"]:
        speed, ratio = each["beside_per_second"], each["ratio"]
        others = (f"{each['beside']} (not installed)", "", "") if speed is None else (each["beside"], f"{speed:,}", f"{ratio}")
        name = each["function"] if each["public"] or not told["data"] else f"{each['function']} *"
        table.add_row(name, f"{each['items']:,}", f"{each['signs']:,}", f"{each['per_second']:,}", *others)
        hostile.add_row(each["function"], each["dearest"], f"{each['worst_ms']:,}", f"{each['worst_mb']:,}")
    yield table
    made = "; those with * on texts that are made here" if told["data"] else ", on texts that are made here"
    yield Text(f"middle of {told['tries']} turns of both on one core{made}")
    if told["not_measured"]:
        yield Text(f"not measured: {', '.join(told['not_measured'])}")
    yield hostile


def _files(told: Told) -> Iterator[RenderableType]:
    ways = list(told["sizes"][0]["mb_per_second"])
    table = _table("", "files of", "files", *(f"{each}, MB/s" for each in ways))
    for each in told["sizes"]:
        speed = (f"{each['mb_per_second'][way]:,}" for way in ways)
        table.add_row(f"{each['size'] / 2**10:,.0f} KiB", f"{each['files']:,}", *speed)
    yield table
    yield Text(f"middle of {told['tries']} turns of each on one core, the reading of the files among it")
    hostile = _table("Hostile files", "file", "bytes", "ms", "MB", "found")
    for each in told["hostile"]:
        peak = "ended" if each["mb"] is None else f"{each['mb']:,}"
        hostile.add_row(each["file"], f"{each['bytes']:,}", f"{each['ms']:,}", peak, ", ".join(each["faults"]))
    yield hostile


def _bars(title: str, histogram: Mapping[str, int]) -> Table:
    table = _table(title, "µs", "answers", "")
    most = max(histogram.values()) or 1
    for edge, count in histogram.items():
        table.add_row(f"≤ {edge}" if edge != "more" else edge, f"{count:,}", "█" * round(count / most * 40))
    return table


def _machine(told: Told) -> Text:
    machine = told["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    loads = ", ".join(f"{each}" for each in machine["load"]), ", ".join(f"{each}" for each in told["load_after"])
    text = f"bylaws {machine['bylaws']}, Python {machine['python']}, {versions}; {machine['processor']}, {machine['cores']} cores;"
    return Text(f"{text} load before {loads[0]}, after {loads[1]}", style="dim")


def _table(title: str, *columns: str) -> Table:
    table = Table(box=None, pad_edge=False, title=title, title_justify="left")
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number and column else "left")
    return table


def _bytes(number: int) -> str:
    return f"{number / 1e6:,.0f} MB"


_TABLES: Final[dict[str, Callable[[Told], Iterable[RenderableType]]]] = {
    "batch": _batch,
    "engines": _engines,
    "decide": _decide,
    "growth": _grown,
    "keys": _grown,
    "memory": _grown,
    "start": _start,
    "bad": _bad,
    "content": _content,
    "files": _files,
}
