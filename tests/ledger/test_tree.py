"""The tree gives the roots that Certificate Transparency publishes, its proofs hold, and no other proof does."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bylaws.ledger.tree import EMPTY, Tree, consistent, included

LEAVES = [
    bytes.fromhex(x) for x in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""Of the tests of Certificate Transparency: the root after each of the leaves."""


def tree_of(leaves: list[bytes]) -> Tree:
    tree = Tree()
    for leaf in leaves:
        tree.append(leaf)
    return tree


def plain_root(leaves: list[bytes]) -> bytes:
    """The definition in section 2.1.1, word for word."""
    if len(leaves) < 2:
        return sha256(b"\x00" + leaves[0]).digest() if leaves else sha256().digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return sha256(b"\x01" + plain_root(leaves[:half]) + plain_root(leaves[half:])).digest()


def test_published_roots() -> None:
    tree = Tree()
    assert tree.root() == EMPTY
    for leaf, root in zip(LEAVES, ROOTS, strict=True):
        tree.append(leaf)
        assert tree.root().hex() == root


@given(st.lists(st.binary(max_size=4), max_size=70))
def test_every_root_is_that_of_the_definition(leaves: list[bytes]) -> None:
    tree = tree_of(leaves)
    assert [tree.root(n) for n in range(len(leaves) + 1)] == [plain_root(leaves[:n]) for n in range(len(leaves) + 1)]


def test_every_proof_of_small_trees_holds_and_only_where_it_belongs() -> None:
    leaves = [bytes([n]) for n in range(35)]
    tree = tree_of(leaves)
    for size in range(1, 36):
        root = tree.root(size)
        for index in range(size):
            proof = tree.inclusion(index, size)
            assert [n for n in range(size + 1) if included(leaves[index], n, size, proof, root)] == [index]
            earlier = (index + 1, tree.root(index + 1))
            assert consistent(earlier, (size, root), tree.consistency(index + 1, size))


@given(st.integers(2, 200), st.data())
def test_a_flipped_bit_dropped_or_added_hash_is_refused(size: int, data: st.DataObject) -> None:
    tree = tree_of([bytes([n]) for n in range(size)])
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size - 1))
    inclusion, consistency = tree.inclusion(index, size), tree.consistency(old, size)
    for bad in changed(inclusion, data):
        assert not included(bytes([index]), index, size, bad, tree.root())
    for bad in changed(consistency, data):
        assert not consistent((old, tree.root(old)), (size, tree.root()), bad)
    rewritten = tree_of([b"other", *(bytes([n]) for n in range(1, size))])
    assert not consistent((old, tree.root(old)), (size, rewritten.root()), rewritten.consistency(old, size))


def changed(proof: list[bytes], data: st.DataObject) -> list[list[bytes]]:
    at = data.draw(st.integers(0, len(proof) - 1))
    bit = data.draw(st.integers(0, 255))
    flipped = (int.from_bytes(proof[at]) ^ (1 << bit)).to_bytes(32)
    return [[*proof[:at], flipped, *proof[at + 1 :]], proof[:at] + proof[at + 1 :], [*proof, proof[at]]]


@pytest.mark.parametrize("size", [-1, 3])
def test_a_size_it_never_had_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="leaves"):
        tree_of([b"a", b"b"]).root(size)


@pytest.mark.parametrize(("index", "size"), [(-1, 2), (2, 2), (0, 3)])
def test_a_proof_of_what_is_not_there_is_refused(index: int, size: int) -> None:
    tree = tree_of([b"a", b"b"])
    with pytest.raises(ValueError, match="there are"):
        tree.inclusion(index, size)
    with pytest.raises(ValueError, match="there are"):
        tree.consistency(index + 1 if size == 3 else 0, size)
