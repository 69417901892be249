"""The page of the API, from the description that the API gives of itself."""

from __future__ import annotations

import json
import os
import tempfile
from typing import Any

HEAD = """# API

This page is printed from the code (`make reference`). The same description is served at `/api/v1/openapi.json`.

Every call carries `Authorization: Bearer TOKEN`; a token belongs to a person and may do what that person may do.
Calls that write take an `Idempotency-Key`: the same key with the same body gives the same answer once more and does
nothing twice. Instants are ISO 8601 with an offset. An error is
`{"code", "message", "field", "remedy"}` with the fitting status: 400 not understood, 401 no valid token, 403 not
allowed, 404 not there (or not yours to see), 409 refused by a gate or a conflict, 413 too large, 422 a field is wrong."""


def _schema() -> dict[str, Any]:
    """The description, as JSON would carry it."""
    with tempfile.TemporaryDirectory() as data:
        os.environ.setdefault("SHOUWEN_DATA", data)
        from shouwen_desk.config import desk

        desk.configure()
        from shouwen_desk.api.operations import api

        found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(), default=str))
        return found


def _type(schema: dict[str, Any], parts: dict[str, Any]) -> str:
    if "$ref" in schema:
        return _type(parts[schema["$ref"].rsplit("/", 1)[-1]], parts)
    if "anyOf" in schema:
        return " or ".join(
            _type(one, parts) for one in schema["anyOf"] if one.get("type") != "null"
        )
    if "enum" in schema:
        return " / ".join(f"`{value}`" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}), parts)}"
    return str(schema.get("type", "any"))


def _row(name: str, schema: dict[str, Any], must: bool, parts: dict[str, Any]) -> str:
    said = " ".join(filter(None, [schema.get("description"), schema.get("x-note")]))
    limits = [f"at most {n} characters" for n in [schema.get("maxLength")] if n]
    return f"| `{name}` | {_type(schema, parts)} | {'yes' if must else ''} | {'; '.join([said, *limits]).strip('; ')} |"


def _model(schema: dict[str, Any], parts: dict[str, Any]) -> dict[str, Any] | None:
    """The description of the object that a field holds, alone or in a list; None where it holds none."""
    if "$ref" in schema:
        found: dict[str, Any] = parts[schema["$ref"].rsplit("/", 1)[-1]]
        return found if "properties" in found else None
    inner = [schema["items"]] if "items" in schema else schema.get("anyOf", [])
    return next(filter(None, (_model(one, parts) for one in inner)), None)


def _rows(model: dict[str, Any], parts: dict[str, Any], before: str) -> list[str]:
    """A row for each field, those of an inner object after it with its name before theirs."""
    rows = []
    for name, schema in model.get("properties", {}).items():
        rows.append(_row(before + name, schema, name in model.get("required", []), parts))
        if inner := _model(schema, parts):
            rows += _rows(inner, parts, f"{before}{name}.")
    return rows


def _operation(method: str, path: str, operation: dict[str, Any], parts: dict[str, Any]) -> str:
    lines = [
        f"## {method.upper()} {path}",
        "",
        f"**{operation.get('summary', '')}** {operation.get('description', '')}".strip(),
    ]
    rows = [
        _row(
            one["name"],
            {**one["schema"], "description": one.get("description")},
            one.get("required", False),
            parts,
        )
        for one in operation.get("parameters", [])
    ]
    body = (
        operation.get("requestBody", {})
        .get("content", {})
        .get("application/json", {})
        .get("schema")
    )
    if body:
        model = parts[body["$ref"].rsplit("/", 1)[-1]] if "$ref" in body else body
        rows += _rows(model, parts, "")
    if rows:
        lines += ["", "| field | type | required | meaning |", "| --- | --- | --- | --- |", *rows]
    codes = ", ".join(sorted(code for code in operation.get("responses", {})))
    return "\n".join([*lines, "", f"Answers: {codes}."])


def page() -> str:
    """The whole page."""
    schema = _schema()
    parts = schema.get("components", {}).get("schemas", {})
    operations = [
        _operation(method, path, operation, parts)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    return "\n\n".join([HEAD, *operations]).replace("``", "`") + "\n"
