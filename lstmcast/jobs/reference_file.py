"""The reference of a model as a JSON file beside it."""

from __future__ import annotations

import json
import os
from pathlib import Path

from lstmcast.artifact.codec import from_plain, to_plain
from lstmcast.errors import ModelFileError
from lstmcast.jobs.reference import Reference
from lstmcast.outputs.documents import encode_document

#: How the name of a reference ends, beside its model.
REFERENCE_ENDING = ".reference.json"

_SCHEMA = 1


def reference_path(model_path: Path) -> Path:
    """Return where the reference of a model file lies; of a link, beside what it points at."""
    real = Path(os.path.realpath(model_path))
    return real.with_name(real.name.removesuffix(".safetensors") + REFERENCE_ENDING)


def encode_reference(reference: Reference) -> bytes:
    """Return the bytes of a reference file."""
    return encode_document({"schema": _SCHEMA, "reference": to_plain(reference)})


def read_reference(path: Path) -> Reference | None:
    """Return what was kept of the training data; None where nothing was.

    Raises ModelFileError for a file that is damaged or from a newer version.
    """
    try:
        document = json.loads(path.read_bytes())
        if document["schema"] > _SCHEMA:
            raise ModelFileError(
                f"{path} was written by a newer lstmcast", hint="pip install --upgrade lstmcast"
            )
        reference: Reference = from_plain(Reference, document["reference"])
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ModelFileError(f"cannot read {path}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ModelFileError(
            f"{path} is damaged: {error}", hint="delete it: the next training writes it again"
        ) from None
    return reference
