"""How much and how sure: only an aggregate or a drawn sample leaves this room."""
