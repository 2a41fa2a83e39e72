"""The page with every address is as fresh as the router and the rows."""

from pathlib import Path

from zorgvuldig.interfaces.web.route_table import table
from zorgvuldig.interfaces.web.routes import routed

PAGE = Path(__file__).parents[2] / "docs" / "routes.md"


def test_the_page_of_addresses_is_what_the_router_and_the_rows_say():
    """Else: python -m zorgvuldig.interfaces.web.route_table > docs/routes.md."""
    assert PAGE.read_text(encoding="utf-8") == table()


def test_every_address_stands_on_the_page_once():
    lines = table().splitlines()
    for name, pattern in routed():
        assert sum(line.startswith(f"| `/{pattern.pattern}` | {name} |") for line in lines) == 1
