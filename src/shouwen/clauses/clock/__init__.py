"""A kind of clause: schema, example, meaning and behaviour."""
