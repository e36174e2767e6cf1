"""From a request to checked values."""

import re
from typing import TypeVar

from flask import request
from pydantic import BaseModel
from werkzeug.exceptions import UnsupportedMediaType

from backend.domain.errors import MessageNotFound, OpenNotFound

Model = TypeVar("Model", bound=BaseModel)


def body(model: type[Model]) -> Model:
    """Return the request's JSON body; raises ValidationError for any other."""
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    return model.model_validate_json(request.get_data())


def message_id(text: str) -> bytes:
    """Return a message's id; what cannot be one names no message."""
    return _id(text, MessageNotFound)


def open_id(text: str) -> bytes:
    """Return an open's id; what cannot be one names no open."""
    return _id(text, OpenNotFound)


def _id(text: str, missing: type[Exception]) -> bytes:
    if not re.fullmatch("[0-9a-f]{32}", text):
        raise missing
    return bytes.fromhex(text)
