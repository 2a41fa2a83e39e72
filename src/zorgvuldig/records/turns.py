"""Wait for each other where two at once would each use what there is once."""

from django.db import connections


def settle_in_turn(*, using: str = "default") -> None:
    """Wait until any other run that settles has ended (afhandelen), inside a grant that looks up for a run.

    The turn lasts until the transaction ends. Two runs at once would use one deductible twice, or pay the
    same care twice.
    """
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT gate.settle_in_turn()")
