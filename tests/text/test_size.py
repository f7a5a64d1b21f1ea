"""Sizes as people write them, read and printed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growth import grows_evenly
from medlint.data import meanings
from medlint.text import size as s
from medlint.text.quantity import BYTES

READABLE = [
    ("386528 images, 76.2 GB", "386,528 images, 76.2 GB"),
    ("112120 images (45.6 GB)", "112,120 images, 45.6 GB"),
    ("21 082 502 images", "21,082,502 images"),
    ("21\u202f082\u202f502 images", "21,082,502 images"),
    ("1,018 CT cases / 1010 patients; 124 GiB", "1,018 cases, 1,010 patients, 124 GiB"),
    ("~5k volumes, >= 2 TB", "~5,000 volumes, >= 2 TB"),
    ("10-20 GB", "10-20 GB"),
    ("10–20 GB", "10-20 GB"),
    ("from 10 to 20 GB", "10-20 GB"),
    ("10 GB - 20 GB", "10-20 GB"),
    ("900 MB to 2 GB", "0.9-2 GB"),
    ("10-20k images", "10,000-20,000 images"),
    ("500 to 1k images", "500-1,000 images"),
    ("ranges from tens to hundreds-of-thousands of images, 100s of MB to multiple TB",
     "~10-1,000,000 images, ~>= 100 MB"),
    ("hundreds of thousands of images", "~100,000-1,000,000 images"),
    ("several hundred GB", "~>= 200 GB"),
    ("425 + 199", "624"),
    ("1.200 + 300 images", "1,500 images"),
    ("Train: 270 (160 Normal, 110 with metastases); Test: 130",
     "train: 270; normal: 160; metastases: 110; test: 130"),
    ("Train: 27 images, Test: 14 images, 24.319 nuclei", "train: 27 images; test: 14 images; 24,319 nuclei"),
    ("Subset 1: train 105, test 45", "train: 105; test: 45"),
    ("20,000 training images", "training: 20,000 images"),
    ("775 images, Train: 298, Valid: 200", "775 images, train: 298; valid: 200"),
    ("1058 (train 0.6, valid 0.4)", "1,058"),
    ("1,016 WSIs; 5,926 patches (1200x1200 px)", "1,016 slides, 5,926 patches"),
    ("60 volumes (512 × 512 × 64 voxels), split 6:2:2", "60 volumes"),
    ("50+ sets", ">= 50 sets"),
    (">2.6M patches", ">= 2,600,000 patches"),
    ("1.2 million slices", "1,200,000 slices"),
    ("at least 40 patients, no more than 3 TB", ">= 40 patients, <= 3 TB"),
    ("up to 5 terabytes", "<= 5 TB"),
    ("approx. 600 GB", "~600 GB"),
    ("1,000 CCTA", "1,000 scans"),
    ("1472 PET/CT sessions", "1,472 sessions"),
    ("18.365 images from 200 patients", "18,365 images, 200 patients"),
    ("18'851 glands", "18,851 glands"),
    ("1.234 GB", "1.234 GB"),
    ("1,5 GB", "1.5 GB"),
    ("1,88G", "1.88 GB"),
    ("1,234.5 MB", "1,234.5 MB"),
    ("45.6GB", "45.6 GB"),
    ("1000例", "1,000 cases"),
    ("36 CTs, 12 CXRs", "36 scans, 12 scans"),
    ("24CT+30MRI, 9 cine MRI", "24 scans, 30 scans, 9 scans"),
    ("18 3D CTA images", "18 images"),
    ("3,400 H&E patches (256×256 px)", "3,400 patches"),
    ("7k ECGs (12-lead, 500 Hz)", "7,000 scans"),
    ("60 videos (25 fps), 8h", "60 videos, 8 hours"),
    ("41 hospital admissions of 30 patients", "41 admissions, 30 patients"),
    ("6.5K条，330MB", "6,500 条, 330 MB"),
    ("3万张图像", "30,000 images"),
    ("900 images¹", "900 images"),
    ("85G", "85 GB"),
    ("共420例，约8GB", "420 cases, ~8 GB"),
    ("1.2TB左右，50个病例", "50 个病例, 1.2 TB"),
    ("4,100 fundus, 45 diseases", "4,100 scans, 45 diseases"),
    ("30 knee + 45 brain scans", "knee: 30; 45 scans"),
    ("-5 GB, 0 images", "0 images, -5 GB"),
    ("4,270", "4,270"),
    ("12 files (compressed)", "12 files"),
    ("", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "printed"), READABLE)
def test_readable(text: str, printed: str) -> None:
    size = s.parse(text)
    assert str(size) == printed
    assert size.unread == ()
    assert s.parse(printed) == size


@pytest.mark.parametrize(
    ("text", "unread"),
    [
        ("45.6 XB", ["45.6 XB"]),
        ("100 images, lots of data", ["lots of data"]),
        ("112 foobars", ["112 foobars"]),
        ("huge", ["huge"]),
        ("many images", ["many images"]),
        ("3T", ["3T"]),
        ("1.5 images", ["1.5 images"]),
        ("big; 5 GB; see paper", ["big", "see paper"]),
        ("9" * 30 + " images", ["9" * 30 + " images"]),
        ("20-10 GB", ["20"]),
    ],
)
def test_what_is_not_understood_is_kept(text: str, unread: list[str]) -> None:
    spans = s.parse(text).unread
    assert [span.text for span in spans] == unread
    assert [text[span.start : span.end] for span in spans] == unread


def test_figures_know_their_place_and_their_form() -> None:
    text = "~1,018 CT cases; 124 GiB"
    size = s.parse(text)
    count, amount = size.counts[0], size.bytes
    assert amount is not None
    assert (count.min, count.max, count.approx, count.unit) == (1018, 1018, True, "cases")
    assert (amount.value, amount.unit, amount.is_bytes) == (124 * 2**30, "GiB", True)
    assert text[count.start : count.end] == "~1,018 CT cases"
    assert text[amount.start : amount.end] == "124 GiB"
    assert [s.parse(text).counts[0].value for text in ("10-20 images", ">10 images", "<9 images")] == [None, 10, 9]


def test_the_whole_is_preferred_to_its_parts() -> None:
    size = s.parse("Train: 3 GB, Test: 1 GB; 4 GB")
    assert size.bytes is not None
    assert size.bytes.value == 4 * 10**9
    assert len(size.byte_figures) == 3


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [("1,000", 1000, ""), ("1,000 CCTA", 1000, "scans"), ("425 + 199", 624, ""), ("14.134", 14134, ""),
     ("~3,000", 3000, ""), ("265 series", 265, "series"), ("14.134 (10.000 train)", 14134, "")],
)  # fmt: skip
def test_one_count_of_the_whole(text: str, value: int, unit: str) -> None:
    assert [(count.value, count.unit) for count in s.parse(text).counts if not count.label] == [(value, unit)]


def test_units() -> None:
    assert [s.unit_of(w) for w in ("WSI", "Images", "patch", "People", "X-rays", "foobars", "")] == [
        "slides", "images", "patches", "participants", "images", None, None]  # fmt: skip
    assert [s.byte_unit(w) for w in ("gb", "GBs", "KIB", "KB", "Mebibytes", "byte", "G", "lb", "web")] == [
        "GB", "GB", "KiB", "kB", "MiB", "bytes", None, None, None]  # fmt: skip
    assert s.bytes_of("45.6", "GB") == 45_600_000_000
    assert s.bytes_of(1.5, "gibibytes") == 3 * 2**29
    assert s.bytes_of(7, "parsec") is s.bytes_of("x", "GB") is s.bytes_of("NaN", "GB") is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It holds over 110000 frontal-view X-ray images of 30805 unique patients.",
         ["over 110000 frontal-view X-ray images", "30805 unique patients"]),
        ("The 45 GB archive has 1.2 million CT slices", ["45 GB", "1.2 million CT slices"]),
        ("54 000 participants were enrolled between 2002 and 2004.", ["54 000 participants"]),
        ("In 2017 images were taken with 3 mm slices and 1.5 T MRI scans.", []),
        ("From 16-slice CT scanners, 12-bit images, 2D images, 3D volumes", []),
        ("422 non-small cell lung cancer patients, 14 thorax disease labels", ["14 thorax disease labels"]),
        ("5 images per patient, 3 views each", []),
        ("1. Atelectasis 2. Cardiomegaly 3. Effusion", []),
        ("hundreds of patients", ["hundreds of patients"]),
    ],
)  # fmt: skip
def test_figures_in_prose(text: str, found: list[str]) -> None:
    assert [text[q.start : q.end] for q in s.figures(text)] == found


def ends(least: int) -> st.SearchStrategy[tuple[int | None, int | None]]:
    number = st.integers(least, 10**15)
    return st.one_of(
        number.map(lambda n: (n, n)),
        st.tuples(st.integers(0, 10**15), st.integers(0, 10**15)).map(lambda p: (min(p), max(p))),
        number.filter(lambda n: n >= 0).map(lambda n: (n, None)),
        number.filter(lambda n: n >= 0).map(lambda n: (None, n)),
    )


def quantities(names: list[str], least: int = 0) -> st.SearchStrategy[s.Quantity]:
    labels = st.sampled_from(["", "", "train", "normal", "part"])
    return st.builds(
        lambda e, approx, unit, label: s.Quantity(e[0], e[1], approx, unit, label),
        ends(least), st.booleans(), st.sampled_from(names), labels,
    )  # fmt: skip


COUNTED = [*dict.fromkeys(meanings("unit").values()), ""]


@given(st.lists(quantities(COUNTED), max_size=4), st.lists(quantities(list(BYTES), -(10**15)), max_size=3))
@settings(max_examples=300, deadline=None)
def test_reading_what_was_printed_gives_the_same(counts: list[s.Quantity], amounts: list[s.Quantity]) -> None:
    size = s.Size(tuple(amounts), tuple(counts))
    again = s.parse(str(size))
    assert again == size
    assert again.unread == ()


WORDS = st.sampled_from(
    ["12", "1,000", "3.5", "1.200", "GB", "TiB", "images", "patients", "foo", "train", ":", "-", "+", "to", "of", "~",
     ">",      "(", ")", ",", ";", "k", "M", "s", "tens", "multiple", "x",
     "more than", "wsi", "例", "0", "CT", "hundred"]
)  # fmt: skip


@given(st.lists(st.tuples(WORDS, st.sampled_from(["", " "]))).map(lambda p: "".join(a + b for a, b in p)) | st.text())
@settings(max_examples=400, deadline=None)
def test_any_text_is_taken(text: str) -> None:
    size = s.parse(text)
    again = s.parse(str(size))
    assert again == size
    assert again.unread == ()
    for span in size.unread:
        assert text[span.start : span.end] == span.text
    for quantity in (*size.counts, *size.byte_figures, *s.figures(text)):
        assert 0 <= quantity.start < quantity.end <= len(text)
        assert (quantity.min, quantity.max) != (None, None)


@pytest.mark.parametrize(
    "piece",
    ["9", "1,", "1.000", "1 000 ", "~", "(", "a ", "1x", "1+", "1 to ", "x-", "train ", "5 images ", "> ", "1:"],
)
def test_hostile_length_is_linear(piece: str) -> None:
    def read(length: int) -> None:
        text = piece * (length // len(piece))
        s.parse(text), s.figures(text)

    assert grows_evenly(read, s._LONGEST_TEXT // 10)
    text = piece * 50_000
    assert s.parse(text).unread[-1].end == len(text)


@pytest.mark.parametrize(
    "text",
    ["1,018 scans, 133.2 GB", "386528 images, 76.2 GB", "2016 images", "12 patients, 40 studies, 1.5 TiB", "0 images"],
)
def test_the_quick_way_reads_as_the_long_one(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from medlint.text import size

    quick = size.parse(text)
    monkeypatch.setattr(size, "_plain", lambda _text: None)
    long = size.parse(text)
    assert quick == long
    assert [(q.start, q.end) for q in (*quick.byte_figures, *quick.counts)] == [
        (q.start, q.end) for q in (*long.byte_figures, *long.counts)
    ]
