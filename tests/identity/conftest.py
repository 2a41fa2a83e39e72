"""The provider of these tests, for all of them."""

from conftest_identity import provider, scheme

__all__ = ["provider", "scheme"]
