"""Letters: set in type from plain data, handed over through the spool. It translates and never decides."""
