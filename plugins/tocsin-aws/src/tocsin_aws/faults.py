"""What boto3 raises, as `ProviderError`s whose sentences tell no keys and no account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from tocsin.errors import ProviderError, ProviderFault
from tocsin.providers import one_line
from tocsin_aws.values import text

LONGEST_REASON: Final = 200
CODES: Final[Mapping[ProviderFault, str]] = {
    "forbidden": "AccessDenied AccessDeniedException UnauthorizedOperation",
    "auth": (
        "UnrecognizedClientException InvalidClientTokenId InvalidSignatureException "
        "SignatureDoesNotMatch IncompleteSignature MissingAuthenticationToken ExpiredToken "
        "ExpiredTokenException"
    ),
    "not_found": "ResourceNotFound ResourceNotFoundException NotFound",
    "rate_limited": (
        "Throttling ThrottlingException LimitExceededException RequestLimitExceeded "
        "TooManyRequestsException"
    ),
}
"""What codes of AWS mean that say more than the status."""
STATUSES: Final[Mapping[int, ProviderFault]] = {401: "auth", 403: "forbidden", 404: "not_found"}
OWN: Final[Mapping[str, tuple[ProviderFault, str]]] = {
    "NoCredentialsError": (
        "auth",
        "There are no credentials for AWS: give the machine a role, or set AWS_ACCESS_KEY_ID and "
        "AWS_SECRET_ACCESS_KEY.",
    ),
    "PartialCredentialsError": ("auth", "The credentials for AWS are incomplete."),
    "CredentialRetrievalError": ("auth", "No credentials for AWS could be got."),
    "SSOError": ("auth", "The sign-on of AWS is over or missing: sign in again."),
    "ProfileNotFound": ("auth", "The profile is in none of the configuration files of AWS."),
    "ParamValidationError": ("invalid", "AWS does not take this question as it stands."),
}
"""What boto3 raises by itself, by the name of its class."""


@contextmanager
def as_faults(service: str, operation: str) -> Iterator[None]:
    """Whatever boto3 raises within is a `ProviderError`; both names are boto3's."""
    try:
        yield
    except ProviderError:
        raise
    except Exception as error:  # noqa: BLE001 - it has its own, and those of what it uses
        raise fault_of(error, service, operation) from None


def fault_of(error: Exception, service: str, operation: str) -> ProviderError:
    """What an exception of boto3 stands for; both names are boto3's."""
    told: object = getattr(error, "response", None)
    if isinstance(told, Mapping):
        return _refused(told, f"{service}:{_camel(operation)}")
    for kind in type(error).__mro__:
        if kind.__name__ in OWN:
            return ProviderError(*OWN[kind.__name__])
    return ProviderError("unavailable", "AWS answered with what nobody can read.", ambiguous=True)


def _refused(told: Mapping[str, object], permission: str) -> ProviderError:
    named = one_line(text(told, "Error", "Code"), 100) or "without a reason"
    code = _code(named, told)
    if code == "forbidden":
        return ProviderError(code, f"AWS does not allow it: the role needs {permission}.")
    if code == "auth":
        return ProviderError(code, f"AWS does not know these credentials ({named}).")
    why = one_line(text(told, "Error", "Message"), LONGEST_REASON).rstrip(".")
    if code in ("invalid", "not_found") and why:
        return ProviderError(code, f"AWS does not take it ({named}): {why}.")
    return ProviderError(code, f"AWS cannot answer now ({named}).")


def _code(named: str, told: Mapping[str, object]) -> ProviderFault:
    for code, names in CODES.items():
        if named in names.split():
            return code
    meta = told.get("ResponseMetadata")
    status = meta.get("HTTPStatusCode") if isinstance(meta, Mapping) else 0
    if isinstance(status, int) and status >= 500:
        return "unavailable"
    return STATUSES.get(status, "invalid") if isinstance(status, int) else "invalid"


def _camel(operation: str) -> str:
    """`DescribeAlarms` of `describe_alarms`, as permissions are written."""
    return "".join(word.capitalize() for word in operation.split("_"))
