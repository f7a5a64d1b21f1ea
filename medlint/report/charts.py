"""The pictures of the HTML report, drawn as SVG beside the figures they show.

A bar stands in a row of a table, so that whoever can't see it hears the label and the figure. Labels are words of
medlint's own vocabularies; they are escaped all the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from math import floor, log10

from medlint.config import FIELDS
from medlint.finding import Dataset, Report
from medlint.report.markdown import VERDICTS
from medlint.report.text import plural

_MODALITIES = 11  # bars; the rest share one more
_STEPS = 2  # bars of a power of ten in the picture of sizes


def charts(report: Report) -> str:
    """The four pictures: link health, sizes, datasets by modality and completeness by field."""
    datasets = report.datasets
    return (
        _chart("Link health", _links(report))
        + _chart("Sizes", _sizes(datasets))
        + _chart("Datasets by modality", _modalities(datasets))
        + _chart("Completeness by field", _fields(datasets))
    )


def _chart(title: str, body: str) -> str:
    return f'<article class="chart"><h3>{title}</h3>{body}</article>'


def _links(report: Report) -> str:
    if not report.links:
        return "<p>There is no link in the list.</p>"
    counts: Counter[str] = Counter(link.verdict.state for link in report.links)
    shown = [verdict for verdict in VERDICTS if counts[verdict]]
    shown = [verdict for verdict in ("alive", "moved") if verdict in shown] + [
        verdict for verdict in shown if verdict not in ("alive", "moved")
    ]
    parts, start = [], 0.0
    for verdict in shown:
        width = 100 * counts[verdict] / len(report.links)
        parts.append(f'<rect class="v-{verdict}" x="{start:.3f}" width="{width:.3f}" height="10"/>')
        start += width
    rows = [
        f'<tr><th scope="row"><span class="key v-{verdict}"></span>{verdict}</th>'
        f'<td class="meaning">{escape(VERDICTS[verdict])}</td><td>{counts[verdict]:,}</td></tr>'
        for verdict in shown
    ]
    strip = (
        f'<svg class="strip" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">{"".join(parts)}</svg>'
    )
    return strip + _table("Links by verdict", rows)


def _modalities(datasets: Sequence[Dataset]) -> str:
    if not datasets:
        return "<p>There is no dataset in the list.</p>"
    counts = Counter(term for dataset in datasets for term in dataset.modality)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    bars = [(term, count, f"{count:,}") for term, count in ranked[:_MODALITIES]]
    rest = sum(count for _, count in ranked[_MODALITIES:])
    unknown = sum(not dataset.modality for dataset in datasets)
    bars += [(term, count, f"{count:,}") for term, count in (("others", rest), ("not said", unknown)) if count]
    return _bars("Datasets by modality", bars, max(count for _, count, _ in bars)) + (
        "<p>A dataset of several modalities counts in each.</p>"
    )


def _fields(datasets: Sequence[Dataset]) -> str:
    if not datasets:
        return "<p>There is no dataset in the list.</p>"
    counts = Counter(field for dataset in datasets for field in dataset.filled)
    total = len(datasets)
    bars = [(field, counts[field], f"{floor(100 * counts[field] / total)}%") for field in FIELDS]
    return (
        _bars("Completeness by field", bars, total) + f"<p>Of {plural(total, 'dataset')}, how many fill the field.</p>"
    )


def _bars(caption: str, bars: Iterable[tuple[str, int, str]], most: int) -> str:
    rows = [
        f'<tr><th scope="row">{escape(label)}</th>'
        '<td><svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="track" width="100" height="10"/><rect class="bar" width="{100 * count / most:.3f}" height="10"/>'
        f"</svg></td><td>{escape(said)}</td></tr>"
        for label, count, said in bars
    ]
    return _table(caption, rows)


def _table(caption: str, rows: Iterable[str]) -> str:
    return f'<table class="bars"><caption class="hidden">{caption}</caption><tbody>{"".join(rows)}</tbody></table>'


def _sizes(datasets: Sequence[Dataset]) -> str:
    return sizes_chart([dataset.bytes for dataset in datasets if dataset.bytes], len(datasets))


def sizes_chart(known: Sequence[int], total: int) -> str:
    """A histogram of sizes in bytes over powers of ten, and below it the same as a table; HTML."""
    if not known:
        return "<p>No dataset says how many bytes it takes.</p>"
    steps = Counter(floor(_STEPS * log10(size)) for size in known)
    first = _STEPS * floor(min(steps) / _STEPS)
    last = _STEPS * (floor(max(steps) / _STEPS) + 1)
    spans = [(step, steps[step]) for step in range(first, last)]
    rows = [
        f'<tr><th scope="row">{_power(step)} to {_power(step + 1)}</th><td>{plural(count, "dataset")}</td></tr>'
        for step, count in spans
        if count
    ]
    said = f"{plural(len(known), 'dataset')} of {total:,} say how many bytes they take"
    return (
        _histogram(spans, f"Sizes on a scale of powers of ten, from {_power(first)} to {_power(last)}: {said}.")
        + f"<p>{said}. Each column is half a power of ten.</p>"
        + f"<details><summary>As a table</summary>{_table('Datasets by size', rows)}</details>"
    )


def _histogram(spans: Sequence[tuple[int, int]], label: str) -> str:
    width, high, foot = 400.0, 150.0, 170.0
    column = width / len(spans)
    most = max(count for _, count in spans)
    out = [
        f'<svg class="sizes" viewBox="-24 -16 {width + 48:.0f} {foot + 22:.0f}" role="img"'
        f' aria-label="{escape(label)}">'
    ]
    labelled = max(1, len(spans) // _STEPS // 6 + 1)  # every so many powers of ten have a label
    for number, (step, count) in enumerate([*spans, (spans[-1][0] + 1, 0)]):
        x = number * column
        if step % _STEPS == 0:
            out.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{high + 5:.0f}"/>')
            if number // _STEPS % labelled == 0:
                out.append(f'<text x="{x:.1f}" y="{foot:.0f}" text-anchor="middle">{_power(step)}</text>')
        if count:
            tall = high * count / most
            out.append(
                f'<rect class="bar" x="{x + 1.5:.1f}" y="{high - tall:.1f}" width="{column - 3:.1f}"'
                f' height="{tall:.1f}" rx="2"/>'
                f'<text class="count" x="{x + column / 2:.1f}" y="{high - tall - 4:.1f}"'
                f' text-anchor="middle">{count:,}</text>'
            )
    return "".join([*out, "</svg>"])


def _power(step: int) -> str:
    """The size at which a column begins: `10 GB`, `32 GB` (half a power of ten is 3.2 times)."""
    size = 10 ** (step / _STEPS)
    unit = min(max(0, floor(log10(size) / 3 + 1e-9)), 6)
    return f"{float(f'{size / 1000**unit:.2g}'):g} {('B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB')[unit]}"
