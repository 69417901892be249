"""Reports of a check that can be handed on: a page (HTML) and a workbook (Excel)."""
