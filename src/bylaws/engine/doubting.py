"""What a rule says if whatever nobody ever told of is taken for unknown.

Where a finding would be settled its conditions are read a second time: a window whose stream was never heard of, and a list that
events feed and none fed yet, are then missing, and neither `coalesce` nor `is null` nor `in` makes a value of that. What comes out
is the same as before, or a null. docs/decisions/0016-absence.md gives the reasons.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence

from msgspec.structs import replace

from bylaws.engine.compile import Compiler, Place
from bylaws.engine.frame import UNSET, Compute, Frame
from bylaws.engine.heard import NEVER, Heard, Stream, Streams
from bylaws.engine.lists import Looked
from bylaws.engine.nulls import is_null, unite
from bylaws.engine.scope import Scope
from bylaws.events.types import INT64_MIN, Missing
from bylaws.policy import expressions as x
from bylaws.policy.program import Duty, Program
from bylaws.policy.walk import children


class Listening:
    """Makes what doubts for the rules and duties of a policy. `heard` is told what to listen to.

    `filled`: the lists that have rows from elsewhere. `bare`: those that are meant to have none unless events feed them.
    """

    def __init__(self, program: Program, heard: Heard, filled: Collection[str] = (), bare: Collection[str] = ()) -> None:
        self._heard, self._streams = heard, Streams(program)
        wanted = (name for name, each in program.lists.items() if each.feed is not None or name not in bare)
        self._lists = frozenset(wanted) - frozenset(filled)

    def doubter(self, plain: Compiler) -> Doubter:
        return Doubter(plain, self._streams, self._heard, self._lists)


class Doubter(Compiler):
    """Compiles what one rule or duty reads, in that sense; `plain` as it stands. `lists`: those that should have rows."""

    def __init__(self, plain: Compiler, streams: Streams, heard: Heard, lists: frozenset[str]) -> None:
        super().__init__(plain.world, plain.shapes, self._window)
        self.plain, self._streams, self._heard, self._wanted = plain, streams, heard, lists
        self._known: dict[tuple[int, int], tuple[bool, x.Expr, Scope]] = {}
        self._lets: dict[Hashable, Compute] = {}
        self._frame: Frame | None = None
        self._values: dict[Hashable, object] = {}
        self._awaited: dict[str, tuple[int, ...]] = {}
        self._lists: dict[str, Looked] = {}

    def since(self) -> int:
        """From when on (microseconds) nothing that was compiled is in doubt any more."""
        if not all(each.filled for each in self._lists.values()):
            return NEVER
        return max(map(self._heard.since, self._awaited.values()), default=INT64_MIN)

    def payment(self, duty: Duty) -> Compute:
        """True, or what is missing as long as nobody was seen to pay a debt of a duty."""
        stream = self._streams.of_duty(duty)
        return (lambda _frame: True) if stream is None else self.silence(stream)

    def silence(self, stream: Stream) -> Compute:
        """True, or what is missing as long as a stream was not heard of."""
        numbers = self._awaited[stream.name] = self._heard.listen(stream)
        heard, missing = self._heard, Missing((stream.name,))
        return lambda frame: missing if heard.since(numbers) > frame.place else True

    def kept(self, node: x.Expr, scope: Scope) -> Compute:
        return self.compile(node, scope)

    def _window(self, node: x.Window, scope: Scope) -> Compute:
        return self._unless_silent(self._streams.of_window(node, scope), self.plain.compile(node, scope))

    def _unless_silent(self, stream: Stream | None, plain: Compute) -> Compute:
        if stream is None:
            return plain
        silence = self.silence(stream)

        def compute(frame: Frame) -> object:
            silent = silence(frame)
            return plain(frame) if silent is True else silent

        return compute

    def _at(self, node: x.Expr, place: Place) -> Compute:
        if not self._is_doubtful(node, place.scope):
            return self.plain._at(node, place)
        if isinstance(node, x.LetRef):
            return self._let(node, place)
        return self._made(node, place)

    def _let(self, node: x.LetRef, place: Place) -> Compute:
        """A let, read once in a frame: written out lets may double at each step. Where nothing is in doubt it stays what it was."""
        key = id(place.scope.lets), node.name
        if key not in self._lets:
            compute = self._at(place.scope.let(node.name), replace(place, variables=frozenset()))
            plain = self.plain._at(node, place)

            def read(frame: Frame) -> object:
                if frame is not self._frame:
                    self._frame, self._values = frame, {}
                value = self._values.get(key, UNSET)
                if value is UNSET:
                    value = compute(frame)
                    value = self._values[key] = value if self._is_doubt(value) else plain(frame)
                return value

            self._lets[key] = read
        return self._lets[key]

    def _operation(self, node: x.Expr, place: Place) -> Compute:
        if isinstance(node, x.Column):
            return self._unless_silent(self._of_column(node, place.scope), super()._operation(node, place))
        if not isinstance(node, x.IsNull):
            return super()._operation(node, place)
        value, negated = self._unless_silent(self._of_field(node, place.scope), self._at(node.value, place)), node.negated

        def compute(frame: Frame) -> object:
            found = value(frame)
            return found if self._is_doubt(found) else is_null(found) is not negated

        return compute

    def _listed(self, node: x.LookUp | x.InList, place: Place) -> Compute:
        if isinstance(node, x.LookUp) or node.list not in self._wanted:
            return super()._listed(node, place)
        table, item, plain = self.world.lists[node.list], self._at(node.item, place), super()._listed(node, place)

        def compute(frame: Frame) -> object:
            value = item(frame)
            found = value if is_null(value) else table.look_up(value, frame.at)
            return found if self._is_doubt(found) else plain(frame)

        return compute

    def _coalesced(self, arguments: Sequence[Compute]) -> Compute:
        def compute(frame: Frame) -> object:
            nulls = []
            for read in arguments:
                value = read(frame)
                if not is_null(value) or self._is_doubt(value):
                    return value
                nulls.append(value)
            return unite(*nulls)

        return compute

    def _of_field(self, node: x.IsNull, scope: Scope) -> Stream | None:
        """The events that give a field, where it is asked whether one does."""
        return self._streams.of_field(scope.kind, node.value.name) if isinstance(node.value, x.FieldRef) else None

    def _of_column(self, node: x.Column, scope: Scope) -> Stream | None:
        """The events that give a column of a list."""
        record = node.record
        while isinstance(record, x.LetRef):
            record = scope.let(record.name)
        if not isinstance(record, x.LookUp) or record.list not in self._wanted:
            return None
        return self._streams.of_column(record.list, node.name)

    def _is_doubt(self, value: object) -> bool:
        """Whether something is missing that nobody ever told of."""
        return type(value) is Missing and any(name in self._awaited or name in self._lists for name in value.names)

    def _is_doubtful(self, node: x.Expr, scope: Scope) -> bool:
        key = id(node), id(scope)
        if key not in self._known:
            # With what is known, lest others come to lie where it lay.
            self._known[key] = self._finds_doubt(node, scope), node, scope
        return self._known[key][0]

    def _finds_doubt(self, node: x.Expr, scope: Scope) -> bool:
        match node:
            case x.LetRef():
                return self._is_doubtful(scope.let(node.name), scope)
            case x.Permitted():
                # What a permit is asked to cover is what was counted.
                return False
            case x.Window():
                # Keys that lists tell are null where those are empty.
                keyed = [self._is_doubtful(key.ours, scope) for key in node.keys]
                return any(keyed) or self._streams.of_window(node, scope) is not None
            case x.IsNull() if self._of_field(node, scope) is not None:
                return True
            case x.InList() | x.LookUp() if node.list in self._wanted:
                self._lists[f"list {node.list}"] = self.world.lists[node.list]
                return True
        return any(self._is_doubtful(each, scope) for each in children(node))
