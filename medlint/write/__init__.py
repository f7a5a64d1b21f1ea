"""Writing: fixes, rendered tables and imported records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from medlint.project import Project

if TYPE_CHECKING:
    from medlint.write.plan import Step


def steps(project: Project) -> Sequence[Step]:
    """All that pages say differently from the records; what compares them is not imported where there are none."""
    if not project.records:
        return ()
    from medlint.write import plan

    return plan.steps(project)
