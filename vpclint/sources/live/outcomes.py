"""How a call can end, told by the code of its error alone: the text of an error may show what was signed."""

import re

from botocore.exceptions import ClientError

from vpclint.sources.live.asking import DENIED, FAILED, THROTTLED, TIMEOUT

_CODE = re.compile(r"[\w.:-]{1,80}", re.ASCII)
_DENIALS = re.compile(r"(Client\.)?(UnauthorizedOperation|AccessDenied(Exception)?|AllAccessDisabled|403)")
_THROTTLES = re.compile(r"(Client\.)?(RequestLimitExceeded|Throttl\w+|TooManyRequests\w*|SlowDown|RequestThrottled\w*)")
_EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"})
_OUT_OF_TIME = frozenset({"RequestExpired", "RequestTimeTooSkewed", "RequestInTheFuture"})
_UNTRUSTED = frozenset(
    {
        *("AuthFailure", "InvalidClientTokenId", "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken"),
        *("UnrecognizedClientException", "InvalidSignatureException", "OptInRequired", "IncompleteSignature"),
    }
)
_UNREACHABLE = frozenset(
    {
        *("EndpointConnectionError", "ConnectTimeoutError", "ReadTimeoutError", "ConnectionClosedError"),
        *("ProxyConnectionError", "SSLError", "ConnectionError", "HTTPClientError", "ValueError", "CallTimeout"),
    }
)
_STRANGE = frozenset({"UnexpectedAnswer", "ResponseParserError", "AnswerTooLarge"})


def outcome_of(error: Exception) -> tuple[str, str]:
    """How a call ended that raised this, and the code of the error."""
    if not isinstance(error, ClientError):
        return TIMEOUT if "Timeout" in type(error).__name__ else FAILED, type(error).__name__
    code = str(error.response.get("Error", {}).get("Code", ""))
    code = code if _CODE.fullmatch(code) else "an error without a code"
    if _DENIALS.fullmatch(code):
        return DENIED, code
    return (THROTTLED if _THROTTLES.fullmatch(code) else FAILED), code


def why_nothing(code: str, region: str) -> str:
    """Why no call was answered, where this is the error of one; empty where it is about that call alone."""
    if code in _EXPIRED:
        return f"the AWS credentials have expired ({code}): get new ones"
    if code in _OUT_OF_TIME:
        return f"AWS takes the requests for too old or too new ({code}): the clock or the credentials are out of time"
    if code in _UNTRUSTED:
        return f"AWS does not take the credentials in {region} ({code}): they are wrong, or the Region is not enabled"
    if code in _UNREACHABLE:
        return f"nothing answers for AWS in {region} ({code}): is there such a Region, and a way to it?"
    if code in _STRANGE:
        return f"what answers for AWS in {region} is not AWS ({code}): is there a proxy or a portal on the way to it?"
    return ""
