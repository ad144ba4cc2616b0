"""Whether what a hook returned can be used here."""

from __future__ import annotations

from tocsin.plugin_manager.guarded import Broken
from tocsin.providers import ProviderConfig, ProviderType
from tocsin.providers.kinds import KINDS


def provider_type(one: object) -> ProviderType[ProviderConfig]:
    """The same value, looked at: what a plugin wrote, whatever its types promise.

    Raises:
        Broken: It cannot be a provider type; the sentence says why.
    """
    if not isinstance(one, ProviderType):
        raise Broken(
            f"its hook tocsin_providers returned a {type(one).__name__} among its values; "
            "return ProviderType values"
        )
    given: dict[str, object] = vars(one)
    known = isinstance(given["kind"], str) and given["kind"] in KINDS
    if not known or not isinstance(given["name"], str):
        raise Broken(f"there is no kind {given['kind']!r} of providers, or its type has no name")
    model = given["config"]
    if not (isinstance(model, type) and issubclass(model, ProviderConfig)):
        raise Broken(f"the config of {one.kind}.{one.name} is no ProviderConfig")
    if not callable(given["factory"]):
        raise Broken(f"the factory of {one.kind}.{one.name} cannot be called")
    return one
