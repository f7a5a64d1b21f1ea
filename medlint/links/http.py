"""httpx and httpcore, without what of them a run may never use: HTTP/2, and httpx's command line.

Together these take longer to import than the rest. Each is an extra that both packages can do without, and none is
there as long as its module is None in `sys.modules`.
"""

from __future__ import annotations

import sys

_unused = {name: None for name in ("httpx._main", "h2") if name not in sys.modules}
sys.modules.update(_unused)  # type: ignore[arg-type]
try:
    import httpcore
    import httpx
finally:
    for _name in _unused:
        del sys.modules[_name]

__all__ = ["httpcore", "httpx"]
