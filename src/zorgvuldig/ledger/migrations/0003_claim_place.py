"""Whose claim it is, before anything of it is shown: the decision is then about that person alone."""

from django.db import migrations

CLAIM_OF = """
CREATE FUNCTION gate.claim_of(payload text, proof bytea) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    body jsonb := gate.proved('claim', payload, proof);
BEGIN
    RETURN (
        SELECT jsonb_build_object('run_id', c.run_id, 'subject_id', c.subject_id)
        FROM records.claim c WHERE c.id = (body ->> 'claim')::uuid
    );
END
$$;
ALTER FUNCTION gate.claim_of OWNER TO zv_gate;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_gate"), ("records", "0003_run_decisions")]
    operations = [migrations.RunSQL(CLAIM_OF, "DROP FUNCTION gate.claim_of")]
