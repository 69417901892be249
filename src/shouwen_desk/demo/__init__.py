"""A fictional company with two weeks behind it, made through the real actions."""
