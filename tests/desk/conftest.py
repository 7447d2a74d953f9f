"""The databases of tests/store, here too."""

from tests.store.conftest import postgres, store, where

__all__ = ["postgres", "store", "where"]
