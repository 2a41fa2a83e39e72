"""The tables of the ledger, as Django may read them.

The tables themselves are written in SQL in the first migration, because identity columns, transaction
numbers and refusing triggers are PostgreSQL's and not Django's to express; hence ``managed = False``. Nothing
in Python writes through these models: entries come in by the functions of the gate, leaves by the sequencer.
"""

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    _BigIntegerField = models.BigIntegerField[int, int]
else:
    _BigIntegerField = models.BigIntegerField


class Xid8Field(_BigIntegerField):
    """A 64-bit transaction number (``xid8``), by which the sequencer sees what is surely committed."""

    def db_type(self, connection: object) -> str:
        """Name the column type."""
        del connection
        return "xid8"


class IntakeEntry(models.Model):
    """One processing (verwerking), written in the transaction that it explains; not yet in the tree."""

    entry_id = models.UUIDField(primary_key=True)
    position = models.BigIntegerField()
    xid = Xid8Field()
    recorded_at = models.DateTimeField()
    leaf = models.BinaryField(null=True)
    personal = models.BinaryField(null=True)
    personal_key = models.UUIDField(null=True)
    subject_index = models.BinaryField(null=True)
    run_id = models.UUIDField(null=True)
    purpose = models.TextField(null=True)  # noqa: DJ001 — nothing is left of it once the entry was pruned
    outcome = models.TextField(null=True)  # noqa: DJ001 — as above

    class Meta:
        managed = False
        db_table = '"ledger"."intake"'


class PersonalKey(models.Model):
    """The wrapped key of one personal part; deleting the row erases that part and leaves the tree valid."""

    id = models.UUIDField(primary_key=True)
    wrapped = models.BinaryField()

    class Meta:
        managed = False
        db_table = '"ledger"."personal_key"'


class Leaf(models.Model):
    """The place of an entry in the tree: index without gaps, hash after RFC 6962."""

    index = models.BigIntegerField(primary_key=True)
    entry_id = models.UUIDField(unique=True)
    leaf_hash = models.BinaryField()

    class Meta:
        managed = False
        db_table = '"ledger"."leaf"'


class Node(models.Model):
    """The root of a full tile: 256 hashes of the level below in one (C2SP tlog-tiles; leaves are level 0)."""

    pk = models.CompositePrimaryKey("level", "index")
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        managed = False
        db_table = '"ledger"."node"'


class Checkpoint(models.Model):
    """A signed statement of the size and the root of the tree (C2SP tlog-checkpoint)."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    note = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = '"ledger"."checkpoint"'


class SegmentRow(models.Model):
    """One row of a bulk run, under the segment leaf that stands for all of them."""

    pk = models.CompositePrimaryKey("entry_id", "row_index")
    entry_id = models.UUIDField()
    row_index = models.BigIntegerField()
    subject_index = models.BinaryField(null=True)
    content = models.BinaryField()
    personal = models.BinaryField(null=True)
    personal_key = models.UUIDField(null=True)

    class Meta:
        managed = False
        db_table = '"ledger"."segment_row"'


class DecidedSegment(models.Model):
    """What is said of each class of a bulk decision, and the key under which its rows are sealed."""

    entry_id = models.UUIDField(primary_key=True)
    contents = models.JSONField()
    personal_key = models.UUIDField()
    size = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = '"ledger"."decided_segment"'


class SegmentBlock(models.Model):
    """About a thousand rows of a bulk decision, in the order of the indexes of their persons."""

    pk = models.CompositePrimaryKey("entry_id", "first_row")
    entry_id = models.UUIDField()
    first_row = models.BigIntegerField()
    row_count = models.IntegerField()
    first_index = models.BinaryField()
    last_index = models.BinaryField()
    indexes = models.BinaryField()
    commitments = models.BinaryField()
    classes = models.BinaryField()
    sealed = models.BinaryField()

    class Meta:
        managed = False
        db_table = '"ledger"."segment_block"'


class SegmentTile(models.Model):
    """Up to 256 hashes of the tree under a segment leaf, so that one row's path shows no other row."""

    pk = models.CompositePrimaryKey("entry_id", "level", "index")
    entry_id = models.UUIDField()
    level = models.SmallIntegerField()
    index = models.BigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        managed = False
        db_table = '"ledger"."segment_tile"'


class OpenDuty(models.Model):
    """A duty (verplichting) left by a permitted processing, with its due date: the work list."""

    id = models.UUIDField(primary_key=True)
    entry_id = models.UUIDField()
    duty = models.TextField()
    norm = models.TextField()
    text = models.TextField()
    due = models.TextField(null=True)  # noqa: DJ001 — no date is not an empty date
    discharger = models.TextField()
    discharged_at = models.DateTimeField(null=True)
    discharged_by_entry = models.UUIDField(null=True)

    class Meta:
        managed = False
        db_table = '"ledger"."open_duty"'


class Cosignature(models.Model):
    """The witness's line under a checkpoint (C2SP tlog-cosignature), with its moment and ours."""

    size = models.BigIntegerField(primary_key=True)
    line = models.TextField()
    witnessed_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = '"ledger"."cosignature"'


class DeferredEntry(models.Model):
    """An entry that its person does not see yet (uitgestelde inzage, article 3.13), with a sealed reason."""

    entry_id = models.UUIDField(primary_key=True)
    review_on = models.DateField()
    actor_index = models.BinaryField()
    reason = models.BinaryField()
    reason_key = models.UUIDField()

    class Meta:
        managed = False
        db_table = '"ledger"."deferral"'


class DeferralReview(models.Model):
    """One look at a deferral: put off until another day, or, without a day, released."""

    id = models.BigIntegerField(primary_key=True)
    entry_id = models.UUIDField()
    by_entry = models.UUIDField()
    review_on = models.DateField(null=True)
    actor_index = models.BinaryField()
    reason = models.BinaryField()
    reason_key = models.UUIDField()
    made_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = '"ledger"."deferral_review"'


class LegalHold(models.Model):
    """An entry that stays readable beyond its term, for a dispute or a claim (bewaarplicht)."""

    id = models.UUIDField(primary_key=True)
    entry_id = models.UUIDField()
    by_entry = models.UUIDField()
    placed_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by_entry = models.UUIDField(null=True)
    reason = models.BinaryField(null=True)
    reason_key = models.UUIDField(null=True)
    lift_reason = models.BinaryField(null=True)
    lift_key = models.UUIDField(null=True)
    actor_index = models.BinaryField(null=True)

    class Meta:
        managed = False
        db_table = '"ledger"."legal_hold"'


class Pruning(models.Model):
    """An entry that says what was taken out of the log after its term (opschoning, NEN 7513)."""

    entry_id = models.UUIDField(primary_key=True)
    before = models.DateTimeField()
    entries = models.BigIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = '"ledger"."pruning"'
