"""Web chat: a box in a page of the company's own site. See README.md for the JSON it speaks."""
