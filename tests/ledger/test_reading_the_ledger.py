from uuid import uuid4

from zorgvuldig.ledger import keys, reading
from zorgvuldig.ledger.segments import SegmentRow
from zorgvuldig.ledger.sequencer import ALIAS
from zorgvuldig.ledger.verifier import verify


def test_a_proof_of_the_latest_entry_holds_under_the_published_key(plant, sequence):
    anna = uuid4()
    entry_id = plant.entry(anna)
    run = plant.segment([SegmentRow(anna, {"line": 1}), SegmentRow(uuid4(), {"line": 2})])
    assert sequence() == 2
    key = str(keys.signing_key().verifier_key).encode()
    shown = verify(reading.prove(entry_id, anna, using=ALIAS), key)
    assert (shown["subject"], shown["index"]) == (str(anna), 0)
    shown = verify(reading.prove(run, anna, using=ALIAS), key)
    assert shown["row"]["content"] == {"line": 1}
    assert [e.index for e in reading.entries_about(anna, using=ALIAS)] == [1, 0]
