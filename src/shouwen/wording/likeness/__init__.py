"""Labels that are learnt from lines: a text is weighed by its pieces (decision 0026).

`pieces` cuts a text; `tables` is the YAML of what was learnt; `weighing` weighs a text for all labels
at once; `lines` reads the sentences that a label is learnt from; `learning` learns.
"""
