"""What networks and candidates are called; the one list of these names for all packages above.

No torch: model files and reports use the names, too.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

#: A network that was trained here: from weights that had learnt before, with covariates besides
#: the values, or from none.
Trained: TypeAlias = Literal["fine-tuned", "covariates", "scratch"]
#: Where a network of a model comes from; "given" is one of another model file, as it was.
Origin: TypeAlias = Literal["pretrained", "given", Trained]
#: One way to a forecast: networks of one origin, or the median of several.
CandidateName: TypeAlias = Literal[Origin, "median"]
