"""What we hold: thin models, each field with its data category and each model with its retention class."""
