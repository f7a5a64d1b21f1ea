"""Misspellings that the list itself shows, and all that looks like one."""

from __future__ import annotations

import pytest

from linting import at, findings, mended

FILLER = "The images of these patients were taken with several scanners and are free to use.\n\n"


def said(text: str) -> list[str]:
    """What MED304 says of a page of prose: each word as written."""
    return [at(text, finding) for finding in findings(text, "MED304")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The scans show several nodulez and other nodules of the lung.", ["nodulez"]),  # the list has the right word
        (
            "The measurements were repaeted by the readers of the hospital.",
            ["repaeted"],
        ),  # long, and the word is common
        ("Annotated by by four readers.", ["by by"]),
        ("It consists of\nconsists of many parts.", ["consists of\nconsists of"]),
        ("Kidney Kidney tumours, Kindney\n\nKidney. Kidney. Kidney. Kidney.", ["Kindney"]),
        ("ISPRS data, ISPRS tiles, ISPRS maps, and ISPSR.", ["ISPSR"]),
        ("## Acquistion of the images", ["Acquistion"]),
        ("## 2.1.Synthtic images\n\nSynthetic images. Synthetic masks.", ["Synthtic"]),
        ("The scans have a higher qulity than the others of the hospital.", ["qulity"]),
        ("The masks are made of Eenhanced images of the hospital.", ["Eenhanced"]),
        ("The images of the scanners arelarger, butthe ensuringthe quality takes time.", ["arelarger", "ensuringthe"]),
    ],
)
def test_what_is_a_slip(text: str, expected: list[str]) -> None:
    assert said(FILLER + text + "\n") == expected


@pytest.mark.parametrize(
    "text",
    [
        "The dysarthria corpus of Ahlqvist et al. and of J. Mesurer was recorded at home.",
        "Kami menyiapkan analisis mendalam dan skrip agar pengumpulan data mudah dipakai untuk riset.",
        "## Analisis data\n\nKami menyiapkan skrip agar pengumpulan data mudah.\n\nSetiap entri dipilih dengan metode.",
        "Les images de cette collection sont libres pour la recherche et les etudes.",
        "See https://example.org/repaeted and the repaeted scans of the repaeted folder.",
        "The repaeted, repaeted, repaeted word is a name of theirs.",
        "The images of the Círculo Oficial are free.",
        "The `repaeted` flag, **R**epaeted **A**tlas, and a [file](repaeted.csv).",
        "![repaeted scans](https://example.org/a.png)",
        "That that is so, had had its time, and very very small ones.",
        "The scans of the the/a kind, the the-known, ISPRS and ISPSR.",
        "The authors use nodulation, a nodule-like form, DDSMs and XRays.",
        "Speech of people with dysarthria is dysarthric, its tumours resectable and the atlas interactable.",
        "A network called [differnet](https://github.com/somebody/differnet) finds them.",
        "[Archiv f\u00fcr Bilder](https://example.org/archiv) holds the images.",
        "The scans of [Zalando-repaeted](https://example.org/a) are free, Zalando-repaeted of the hospital too.",
        "The scans of [the set](https://example.org/seperate-scans/a) are free, with the `a` of seperate-scans.",
        "Denoising with edge-aware demo- saicking of the images.",
        "A colour and ther-mal benchmark for semantic segmenta-tion of the images.",
        "The map of Fullman, N., Mappin, B., Getherig, P.W. and Skinnider BF, Fazli L, of the hospital.",
        "The scans of youtube and of the hospital are free to use.",
        "Efficient aggregation for graph summariza- tion of the images, and clap clap clap for the readers.",
        "The journals are ACM Trans. Comput. Healthc. and others, by Licari and Comande, 2022, of the hospital.",
        "Mistral reads, Mistral writes, Mistral draws, and so does Mixtral of the hospital.",
        "_Zhifeng Lin, Changxing Ding, Huan Yao, Zengsheng Kuang_ are Changing Changing Changing the images.",
        "_Antonis Bampis, Antonis Wei, Antonis Lou, Antonis Kuo and Antonios Gasteratos_ took the images.",
        "The boxes of each image are bboxes, and deraining takes the rain out of them.",
        'The "something something" videos of the readers.',
        "The scans of Ebbink, Rosa and Licari, Tom Paul and Worring, Ada and Skinnider, Bo of the hospital.",
        "The maps (données ouvertes, cartes géolocalisées) hold Trafic, TERRITOIRES and registre of the hospital.",
        "A richly-phenotyped group, with phenotypes of the hospital, and a multimodular set of multinodular scans.",
        "The dextrous hand of the hospital is driven by visual servoing.",
        "The mice touched the shape while whiskering, and the whisker of the hospital moved.",
        "Pneumonia, Pneumonia, Pneumonia, Pneumonia.\n\n## Erkennung von Pneumonie\n",
        "A group of seven lowland gorillas (Gorilla gorilla gorilla) of the zoo.",
        "Write to @lakeview lakeview@example.org for the images of the hospital.",
        "The journals are Nat. Commun and others of the hospital.",
        "The map of the hospital is made by Wearn OR. It is free to use.",
        "The journals are **_Nat Commun_** 13 and others of the hospital.",
        "The embedder of the hospital is free to use, and linting is due before the images are.",
        "The meshers of the hospital read fastq files, and networkx draws them.",
        "The images are of CASISTICA RADIOLOGICA ITALIANA and of the hospital.",
        "O corpus \u00e9 composto por v\u00eddeos de locutores do Brasil, e os erros de leitura consistem em pausas.",
    ],
)
def test_what_is_none(text: str) -> None:
    assert said(("" if text.startswith("#") else FILLER) + text + "\n") == []


def test_a_list_of_short_texts_in_another_language_is_left_alone() -> None:
    short = "## Ressources\n\nExemple : poumons de fumeurs\n\n- Jeux complets\n- Examens avec rappels\n"
    assert said(short) == []
    english = "## Resources\n\nExemple: scans of the chest\n\n- Sets of a clinic\n- Readers and scores\n"
    assert said(english) == ["Exemple"]


def test_short_words_tell_the_language_of_a_small_list() -> None:
    french = "## Microscopie\n\n- [Ressource A](https://example.org/a): images de microscopie pour analyse des bases\n"
    assert said(french) == []
    assert said("## Microscopie\n\n- [Leaf A](https://example.org/a): images of leaves in a microscopie room\n") != []
    assert said(FILLER + "These are avilable at the Hospital de la Paz, a part of the group.\n") == ["avilable"]


def test_a_text_of_a_list_in_another_language_has_to_be_english_to_be_judged() -> None:
    foreign = "Os arquivos ficam em pastas separadas por tema.\n\nCada pasta guarda imagens de especialistas.\n\n"
    mixed = "Veja os erros, bugs, typos e links quebrados.\n"
    assert said(foreign + mixed) == []
    assert said(foreign + "The images of these patients are avilable and were taken with several scanners.\n") == [
        "avilable"
    ]
    assert said(FILLER + mixed) == ["erros"]
    marks = "".join(f"[x1, y1, x2, y2, zzq{i}]\n\n" for i in range(9))  # no words of any language
    assert said(FILLER + marks + "Two avilable books.\n") == ["avilable"]


def test_a_word_of_several_titles_is_no_slip_of_an_address() -> None:
    head = "| Title | Source |\n|---|---|\n"
    row = "| Nodul80+ | https://example.org/all_nodu80 |\n"
    assert said(head + row) == ["Nodul80"]
    assert said(head + row + "| Nodul80 | https://example.org/set |\n") == []


def test_a_figure_inside_a_name_is_no_slip_of_its_address() -> None:
    row = "| Title | Source |\n|---|---|\n| {} | https://example.org/LibriMix |\n"
    assert said(row.format("Libri2Mix")) == []
    assert said(row.format("LibbriMix")) == ["LibbriMix"]


def test_german_words_beside_german_are_no_slips() -> None:
    assert said(FILLER + "Raster and Vektor\n") == ["Vektor"]
    assert said(FILLER + "Raster and Vektor\n\n- Amt für Wald\n- Rat für Holz\n") == []


def test_a_slip_in_a_heading_is_one_though_the_contents_lead_to_it() -> None:
    text = "- [Locolization]({}#locolization)\n\n## Locolization\n\nLocalization of lungs.\n" + FILLER
    assert said(text.format("")) == ["Locolization"] * 2
    assert said(text.format("https://example.org/")) == []


def test_a_long_known_slip_is_one_beside_an_uncommon_word_too() -> None:
    assert said(FILLER + "Pnemonia Classifcition of the hospital.\n") == ["Pnemonia"]
    assert said(FILLER + "Teh Zhengxiang of the hospital.\n") == []


def test_every_cell_of_every_table_is_read() -> None:
    text = "| Paper | Journal |\n|---|---|\n| A model for cell Classificaion | Nature Communcation |\n"
    assert said(text) == ["Classificaion", "Communcation"]


def test_a_slip_is_said_once_wherever_it_is_read() -> None:
    html = "<table><tr><th>Dataset</th><th>Notes</th><th>Link</th></tr>"
    html += "<tr><td>Alder</td><td>the responce</td><td><a href='https://example.org'>x</a></td></tr></table>\n"
    assert said(html) == ["responce"]
    assert said("- [Alder](https://example.org/a): the responce of patients\n" * 1) == ["responce"]


def test_a_doubled_word_is_taken_out_and_a_riddle_asked() -> None:
    text = FILLER + "Annotated by by four readers.\n"
    found = findings(text, "MED304")
    assert found[0].message == "'by' stands twice"
    assert mended(text, found) == text.replace("by by", "by")
    (asked,) = findings(FILLER + "The signle of these images is not known.\n", "MED304")
    assert (" or " in asked.message) == (asked.fix is None)


@pytest.mark.parametrize("right", [":response", " -> response", "' → 'response'", "/response"])
def test_a_slip_that_is_shown_with_what_is_right_is_an_example(right: str) -> None:
    assert findings(FILLER + f"Pairs of a slip and what is meant, such as 'responce{right}.\n", "MED304") == []
    assert said(FILLER + "The responce, response of a kind, is meant.\n") == ["responce"]


def test_a_header_that_is_misspelt_is_said_once() -> None:
    text = "| Title | Soruce | Size |\n|---|---|---|\n| Alder | https://example.org/a | 3 GB |\n"
    assert [f.code for f in findings(text, "MED102", "MED304")] == ["MED102"]


@pytest.mark.parametrize(
    ("title", "address", "right"),
    [
        ("ChangNet", "https://github.com/somebody/ChangeNet", "ChangeNet"),
        ("NMBVC 2", "https://example.org/data/mnbvc", "MNBVC"),
        ("Berkely Cars", "https://cars.berkeley.edu/", "Berkeley"),
        ("Corpus de Gampinder", "https://example.org/Gapminder", "Gapminder"),
        ("AppoloScape", "http://apolloscape.auto/", "ApolloScape"),
        ("MeadowSedgge", "https://example.org/MeadowSedGe", "MeadowSedGe"),
        ("KolekrotSDD2", "https://example.org/kolektorsdd2/", "KolektorSDD2"),
    ],
)
def test_a_title_spelt_otherwise_than_its_own_address(title: str, address: str, right: str) -> None:
    text = f"# Datasets\n\n- [{title}]({address}): images\n- [Other](https://example.org/other): images\n"
    (found,) = findings(text, "MED304")
    assert at(text, found) in title
    assert found.fix is not None
    assert found.fix.edits[0].text == right


@pytest.mark.parametrize(
    ("title", "address"),
    [
        ("FocusPath", "https://github.com/somebody/FoucsPath"),  # the address is misspelt
        ("ChangeNet", "https://github.com/somebody/ChangNet"),  # likewise, as another word
        ("CardiacUDA", "https://example.org/cardiacudc"),  # another letter: two names
        ("Wikipedia Texts", "https://dumps.wikimedia.org/"),
        ("Remote Dataset", "https://github.com/somebody/remote_dateset"),
        ("Nodules", "https://example.org/nodule"),
        ("Colmaps", "https://example.org/colmap/colmaps"),
        ("AppoloScape", "http://apollosets.auto/"),
        ("Zurich", "https://data.stadt-zuerich.example/"),  # the two dots of a vowel
    ],
)
def test_titles_that_their_addresses_may_spell_otherwise(title: str, address: str) -> None:
    text = f"# Datasets\n\n- [{title}]({address}): images\n- [Other](https://example.org/other): images\n"
    assert findings(text, "MED304") == []


def test_a_name_that_the_list_uses_often_is_no_slip_of_an_address() -> None:
    items = [f"- [COMAP {part}](https://example.org/comap/{part}): images\n" for part in ("Cars", "Vans", "Carts")]
    text = "# Datasets\n\n- [COMAP](https://example.org/colmap): images\n"
    assert len(findings(text + "- [Other](https://example.org/o): images\n", "MED304")) == 1
    assert findings(text + "".join(items), "MED304") == []


@pytest.mark.parametrize("word", ["Institude", "Resoulution", "Supplemntary"])
def test_long_capitalised_words_of_which_one_slip_makes_a_common_one(word: str) -> None:
    assert said(f"{FILLER}Images of the {word} of all patients.\n") == [word]


@pytest.mark.parametrize("word", ["Segmenter", "Spaguetti", "Asymmetrik", "Cariology"])
def test_long_capitalised_words_that_may_be_names(word: str) -> None:
    assert said(f"{FILLER}Images of the {word} of all patients.\n") == []


def test_a_name_is_held_against_the_list_whatever_its_letter_case() -> None:
    names = "The images are on HuggingFace and the labels from the readers on huggingface too. " * 5
    assert said(f"{FILLER}{names}Ask Hugginface of the images.\n") == ["Hugginface"]
    assert said(f"{FILLER}The images are on HuggingFace. Ask Hugginface of the images.\n") == []


def test_a_more_common_word_with_another_first_letter_may_be_meant() -> None:
    (found,) = findings(f"{FILLER}The signals of a mormal machine.\n", "MED304")
    assert "'moral' or 'normal'" in found.message
