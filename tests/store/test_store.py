"""Cases are kept whole or not at all, and two who change one at once are told apart."""

from __future__ import annotations

import threading

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from bylaws.enforce import handling, opening
from bylaws.enforce.changes import Claimed, case_of, changed
from bylaws.enforce.outgoing import Outgoing
from bylaws.enforce.people import Actor, Subject
from bylaws.enforce.situation import Customer
from bylaws.store import around, outbox
from bylaws.store.around import ModeSet
from bylaws.store.errors import ConflictError, StoreError
from bylaws.store.store import Evidence, Store, Written, open_store
from bylaws.store.tables import METADATA
from tests.enforce.making import A1, A2, ANNA, BEN, LAW, NOW, found, situation


def opened(store: Store, *numbers: int, subject: Subject = A1) -> str:
    """A case of some findings."""
    group = opening.Group(opening.key_of(found(numbers[0], subject), LAW), LAW, "", [found(each, subject) for each in numbers])
    id, changes = opening.opened(group, NOW)
    with store.begin() as transaction:
        transaction.write([Written(0, case_of(changes), changes)])
        transaction.add([Evidence(each, LAW.digest, id, "{}") for each in group.findings])
    return id


def claimed(store: Store, id: str, actor: Actor, number: int = 0) -> None:
    with store.begin() as transaction:
        case = transaction.case(id)
        assert case is not None
        changes = handling.claim(case, situation(actor))
        transaction.write([Written(number or case.number, changed(case, changes), changes)])


def test_a_case_comes_back_as_it_went_and_its_changes_tell_it_whole(store: Store) -> None:
    id = opened(store, 1, 2)
    claimed(store, id, ANNA)
    with store.begin() as transaction:
        case = transaction.case(id)
        assert case is not None
        assert (case.claimed_by, case.number, len(case.parties[0].findings)) == ("anna", 3, 2)
        assert case_of(transaction.changes(id)) == case
        assert [row.id for row in transaction.rows(("open",))] == [id]
        assert transaction.rows(("closed",)) == []
        assert transaction.case("no-such") is None


def test_the_later_of_two_who_change_a_case_is_told_who_was_faster(store: Store) -> None:
    id = opened(store, 1)
    claimed(store, id, ANNA)
    with pytest.raises(ConflictError, match=r"anna was faster: case .* was claimed meanwhile"):
        claimed(store, id, BEN, number=2)
    with store.begin() as transaction:
        case = transaction.case(id)
        assert case is not None
        assert case.claimed_by == "anna"
        assert len(transaction.changes(id)) == case.number


def test_of_many_who_change_a_case_at_once_one_at_a_time_gets_through(store: Store) -> None:
    id = opened(store, 1)
    won, lost, start = [], [], threading.Barrier(6)

    def race(name: str) -> None:
        with store.begin() as transaction:
            looked_at = transaction.case(id)
        start.wait()
        assert looked_at is not None
        change = Claimed(NOW, name, name)
        try:
            with store.begin() as transaction:
                transaction.write([Written(looked_at.number, changed(looked_at, [change]), (change,))])
        except (ConflictError, StoreError) as error:
            lost.append(error)
        else:
            won.append(name)

    racers = [threading.Thread(target=race, args=(f"p{each}",)) for each in range(6)]
    for each in racers:
        each.start()
    for each in racers:
        each.join()
    assert len(won) == 1
    assert len(lost) == 5
    with store.begin() as transaction:
        case = transaction.case(id)
        assert case is not None
        assert (case.claimed_by, len(transaction.changes(id))) == (won[0], case.number)


def test_nothing_of_a_transaction_that_fails_is_kept(store: Store) -> None:
    group = opening.Group(opening.key_of(found(1), LAW), LAW, "", [found(1)])
    id, changes = opening.opened(group, NOW)

    def fails() -> None:
        with store.begin() as transaction:
            transaction.write([Written(0, case_of(changes), changes, (Outgoing("k", "carry", id, "s"),))])
            raise KeyError

    with pytest.raises(KeyError):
        fails()
    with store.begin() as transaction:
        assert transaction.case(id) is None
        assert transaction.changes(id) == []
        assert outbox.waiting(transaction) == []


def test_the_latest_case_of_a_key_is_found(store: Store) -> None:
    first = opened(store, 1)
    key = opening.key_of(found(1), LAW)
    with store.begin() as transaction:
        assert transaction.by_key([key])[key].id == first
        assert transaction.by_key([opening.key_of(found(9, A2), LAW)]) == {}
    later = opened(store, 7)
    with store.begin() as transaction:
        assert transaction.by_key([key])[key].id == later


def test_findings_that_were_struck_count_no_more(store: Store) -> None:
    opened(store, 1, 2)
    opened(store, 3, subject=A2)
    with store.begin() as transaction:
        transaction.strike([found(1).id])
        standing = transaction.standing([(A1, "c"), (A2, "c"), (A2, "d")])
        assert {pair: [each.id for each in own] for pair, own in standing.items()} == {
            (A1, "c"): [found(2).id],
            (A2, "c"): [found(3).id],
        }
        assert transaction.known([found(1).id, found(9).id]) == {found(1).id}
        assert {tuple(own) for own in transaction.of_rule("alone").values()} == {(found(2).id,), (found(3).id,)}
        assert transaction.of_rule("alone", digest="no-such") == {}


def test_what_goes_out_is_taken_by_one_and_again_when_that_one_is_gone(store: Store) -> None:
    id = opened(store, 1)
    with store.begin() as transaction:
        case = transaction.case(id)
        assert case is not None
        change = Claimed(NOW, "anna", "anna")
        out = (Outgoing("k1", "carry", id, "s1"), Outgoing("k2", "notice", id, "n1"))
        transaction.write([Written(case.number, changed(case, [change]), (change,), out)])
    with store.begin() as transaction:
        assert outbox.take(transaction, NOW - 1, NOW) == []
        assert [each.out.key for each in outbox.take(transaction, NOW, NOW + 60)] == ["k1", "k2"]
        assert outbox.take(transaction, NOW + 1, NOW + 60) == []
        assert outbox.ended(transaction, "k1", "done")
        assert not outbox.ended(transaction, "k1", "done"), "it was over already"
        assert outbox.ended(transaction, "k2", "no connection", NOW + 100)
    with store.begin() as transaction:
        assert outbox.take(transaction, NOW + 99, NOW + 200) == []
        (again,) = outbox.take(transaction, NOW + 100, NOW + 200)
        assert (again.out.key, again.attempts) == ("k2", 1)
        assert len(outbox.take(transaction, NOW + 200, NOW + 300)) == 1, "who took it did not come back"
        assert [(each.out.key, outcome) for each, _, outcome in outbox.waiting(transaction)] == [("k2", "no connection")]


def test_customers_warnings_and_modes_are_kept(store: Store) -> None:
    with store.begin() as transaction:
        around.keep_customer(transaction, A1, Customer(established=True))
        around.keep_customer(transaction, A1, Customer(established=True, hijacked=True))
        for _ in range(2):
            around.keep_warning(transaction, "n1", A2, "c", NOW)
        known = around.customers(transaction, [A1, A2, Subject("ip", "192.0.2.1")])
        assert known == {A1: Customer(established=True, hijacked=True), A2: Customer(warned=(("c", NOW),))}
        assert around.modes(transaction) == {}
        for mode in ("review", "enforce"):
            around.set_mode(transaction, ModeSet("alone", mode, LAW.digest, NOW, "anna", "ben", "it was right for a week"))
        assert around.modes(transaction)["alone"].mode == "enforce"


def test_providers_do_not_see_each_other(store: Store, where: str) -> None:
    id = opened(store, 1)
    with store.begin() as transaction:
        around.keep_customer(transaction, A1, Customer(hijacked=True))
        around.keep_warning(transaction, "n1", A1, "c", NOW)
        around.set_mode(transaction, ModeSet("alone", "review", "", NOW, "anna", "", ""))
    other = open_store(where, "other")
    try:
        with other.begin() as transaction:
            assert transaction.case(id) is None
            assert (transaction.rows(), transaction.changes(id), transaction.standing([(A1, "c")])) == ([], [], {})
            assert (transaction.known([found(1).id]), transaction.of_rule("alone"), transaction.evidence(id)) == (set(), {}, {})
            assert (around.customers(transaction, [A1]), around.modes(transaction)) == ({}, {})
            assert transaction.by_key([opening.key_of(found(1), LAW)]) == {}
        assert opened(other, 1) == id
    finally:
        other.close()


def test_migrations_make_the_tables_that_there_are(store: Store, where: str) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, METADATA) == []
    again = open_store(where, "example")
    with again.begin() as transaction:
        assert transaction.rows() == []
    again.close()


def test_a_database_of_a_newer_version_is_left_alone(store: Store, where: str) -> None:
    with store.engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(StoreError, match="newer version of bylaws"):
        open_store(where, "example")


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("/no/such/folder/desk.db", "unable to open"),
        ("postgresql://nobody@/none?host=/no/such", "/no/such"),
        ("x://y", "no address"),
    ],
)
def test_a_database_that_cannot_be_reached_is_told_in_a_sentence(where: str, said: str) -> None:
    with pytest.raises(StoreError, match=said):
        open_store(where, "example")
