"""Makes the JSON schema of a team file, for editors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from tocsin.config.presets import PRESETS
from tocsin.config.process import LadderPart
from tocsin.config.sections import known_kinds
from tocsin.config.team import TeamFile
from tocsin.config.values import ProviderModels
from tocsin.providers.base import Secret
from tocsin.providers.kinds import KINDS

Schema: TypeAlias = dict[str, object]

_SECRET: JsonSchemaValue = {
    "type": "object",
    "description": "A secret: the name of the environment variable that holds it.",
    "properties": {"env": {"type": "string"}},
    "required": ["env"],
    "additionalProperties": False,
}


_PRESETS: JsonSchemaValue = {
    "type": "object",
    "description": "Queries by name; {service} stands for the service they are asked for.",
    "additionalProperties": {"type": "string"},
}


class _Generator(GenerateJsonSchema):
    """Knows secrets, and leaves defaults to the example file."""

    def is_instance_schema(self, schema: core_schema.IsInstanceSchema) -> JsonSchemaValue:
        return dict(_SECRET) if schema["cls"] is Secret else {}

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def handle_invalid_for_json_schema(
        self, schema: core_schema.CoreSchema, error_info: str
    ) -> JsonSchemaValue:
        """Return a schema that allows anything: a plugin's model cannot say more."""
        return {}


def team_schema(provider_models: ProviderModels) -> Schema:
    """Return the JSON schema (draft 2020-12) of `teams/*.toml` with every installed type.

    Args:
        provider_models: (kind, type) -> the model of its section.
    """
    schema = _of(TeamFile)
    definitions = _table(schema.setdefault("$defs", {}))
    properties = _table(schema.setdefault("properties", {}))
    for kind in sorted(known_kinds(provider_models)):
        types = sorted(name for found, name in provider_models if found == kind)
        sections = [_section(name, provider_models[kind, name], definitions) for name in types]
        if KINDS[kind].presets:
            for section in sections:
                _table(section["properties"])[PRESETS] = dict(_PRESETS)
        properties[kind] = _choice(sections)
    properties["escalation"] = _choice(
        [
            _hoisted(_of(LadderPart), definitions),
            *(
                _section(name, model, definitions, selector="strategy")
                for (kind, name), model in sorted(provider_models.items(), key=lambda item: item[0])
                if kind == "escalation" and name != "ladder"
            ),
        ]
    )
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _of(model: type[BaseModel]) -> Schema:
    return model.model_json_schema(schema_generator=_Generator)


def _choice(sections: Iterable[Schema]) -> Schema:
    """A table of named sections, each of which is one of some."""
    choices = list(sections)
    return {"type": "object", "additionalProperties": {"anyOf": choices} if choices else False}


def _section(
    name: str, model: type[BaseModel], definitions: Schema, *, selector: str = "type"
) -> Schema:
    """A provider's section: its own keys, and the key that names its type."""
    schema = _hoisted(_of(model), definitions)
    properties = _table(schema.setdefault("properties", {}))
    properties.setdefault(selector, {"const": name})
    return {**schema, "title": name}


def _hoisted(schema: Schema, definitions: Schema) -> Schema:
    """Move the definitions a schema brings along to where references look for them."""
    definitions |= _table(schema.pop("$defs", {}))
    return schema


def _table(value: object) -> Schema:
    """A part of a schema that is a table, by reference."""
    if not isinstance(value, dict):
        raise TypeError("a part of a JSON schema that should be an object is none")
    return value
