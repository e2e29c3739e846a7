"""The only door of the engine: an exact dictionary of assets, and no way round it."""

import pathlib
from collections.abc import Mapping

from orderset.rendering.engine import FatalURLFetchingError, URLFetcher, URLFetcherResponse


_CONTENT_TYPES = {
    ".css": "text/css",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}
"""Fonts, barcodes and logos have addresses without a suffix: WeasyPrint looks at the bytes."""


class LockedFetcher(URLFetcher):  # type: ignore[misc] # WeasyPrint ships no types
    """Serves the addresses it was given, and records and refuses every other.

    ``super().fetch`` is never called, so no file is opened and no connection is made. The strict
    options are given all the same, for the day on which WeasyPrint finds another way in.
    """

    def __init__(self, assets: Mapping[str, bytes]) -> None:
        """Serve ``assets``, by their whole address."""
        super().__init__(
            timeout=1, allowed_protocols=(), allow_redirects=False, fail_on_errors=True
        )
        self._assets = assets
        self.blocked: list[str] = []

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:  # noqa: ARG002 - WeasyPrint's signature
        """Return the asset at ``url``.

        Raises:
            FatalURLFetchingError: there is no such asset. It is a BaseException, because
                WeasyPrint only logs any other and goes on.
        """
        content = self._assets.get(url)
        if content is None:
            self.blocked.append(url)
            message = f"refused: {url}"
            raise FatalURLFetchingError(message)
        known = _CONTENT_TYPES.get(pathlib.PurePosixPath(url).suffix)
        return URLFetcherResponse(url, content, {"Content-Type": known} if known else {})
