"""Language: words → hits → findings (DESIGN §5). Start at `shouwen.wording.language`."""

from shouwen.wording.building import LanguageClause, WordingFault, WordingFaults
from shouwen.wording.language import Language
from shouwen.wording.schema import Act, Acts, Label, Labels, Utterance, UtteranceExamples
from shouwen.wording.turns import Finding, Hit, Recognised, Talk, Turn

__all__ = [
    "Act",
    "Acts",
    "Finding",
    "Hit",
    "Label",
    "Labels",
    "Language",
    "LanguageClause",
    "Recognised",
    "Talk",
    "Turn",
    "Utterance",
    "UtteranceExamples",
    "WordingFault",
    "WordingFaults",
]
