// Lists, filters and sorting of the report. Text from the input only ever becomes text nodes and attributes
// that are no code, so nothing in it can act; the page's policy forbids it besides.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const number = new Intl.NumberFormat("en");
  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const LEVELS = { error: "Error", warning: "Warning", info: "Note" };

  // An element with attributes and children; a child that is a string becomes text.
  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };
  // Text of strangers, kept apart from what stands around it when it is written from right to left.
  const own = (text, kind = "") => make("bdi", kind ? { class: kind } : {}, text);
  const plain = (text) => text.normalize("NFKC").toLowerCase();
  const words = (text) => plain(text).split(/\s+/).filter(Boolean);
  const has = (text, wanted) => wanted.every((word) => text.includes(word));
  const plural = (count, one, many = `${one}s`) => `${number.format(count)} ${count === 1 ? one : many}`;
  const location = (item) => {
    const text = own(`${item.path}:${item.line}`, "code");
    return item.href ? make("a", { href: item.href, rel: "noreferrer" }, text) : text;
  };

  // One page of a list at a time, so that a list of any length answers at once.
  const paged = (size, pager, render) => {
    let items = [];
    let page = 0;
    const show = () => {
      const pages = Math.max(1, Math.ceil(items.length / size));
      page = Math.min(Math.max(page, 0), pages - 1);
      render(items.slice(page * size, (page + 1) * size));
      if (pages === 1) return pager.replaceChildren();
      const [back, on, said] = pager.children.length ? pager.children : build();
      back.disabled = page === 0;
      on.disabled = page === pages - 1;
      said.textContent = `Page ${number.format(page + 1)} of ${number.format(pages)}`;
    };
    const build = () => {
      const back = make("button", { type: "button" }, "Previous");
      const on = make("button", { type: "button" }, "Next");
      const said = make("span", { role: "status" });
      const turn = (step) => {
        page += step;
        show();
        pager.closest("section").scrollIntoView();
      };
      back.addEventListener("click", () => turn(-1));
      on.addEventListener("click", () => turn(1));
      pager.replaceChildren(back, on, said);
      return pager.children;
    };
    return {
      set(list) { items = list; page = 0; show(); },
      reach(item) { page = Math.floor(items.indexOf(item) / size); show(); },
    };
  };

  // Findings
  const findings = data.findings;
  const byId = new Map(findings.map((finding) => [`f-${finding.id}`, finding]));
  for (const finding of findings) {
    finding.inPath = plain(finding.path);
    finding.inEntry = plain(finding.entry);
    finding.inText = plain(
      [finding.code, data.rules[finding.code].name, finding.message, finding.entry, finding.field, finding.link].join(" "),
    );
  }
  const findingForm = document.getElementById("finding-filters");
  const findingList = document.getElementById("finding-list");
  const findingStatus = document.getElementById("finding-status");
  let target = null;

  const findingItem = (finding) => {
    const rule = data.rules[finding.code];
    const id = `f-${finding.id}`;
    const head = make(
      "p", { class: "head" },
      make("span", { class: "badge" }, LEVELS[finding.level]),
      make("a", { href: rule.uri, title: rule.summary, rel: "noreferrer" }, `${finding.code} ${rule.name}`),
      make("a", { class: "here", href: `#${id}`, "aria-label": `Link to this finding, ${finding.code} in line ${finding.line}` }, "#"),
    );
    const facts = make("p", { class: "facts" }, location(finding));
    if (finding.entry) facts.append(make("span", {}, "Entry ", own(finding.entry)));
    if (finding.field) facts.append(make("span", {}, "Field ", own(finding.field)));
    if (finding.link) {
      const shown = own(finding.link, "code");
      const web = /^https?:\/\//i.test(finding.link);
      facts.append(web ? make("a", { href: finding.link, rel: "noreferrer noopener nofollow", target: "_blank" }, shown) : shown);
    }
    if (finding.fix) facts.append(make("span", {}, finding.fix === "safe" ? "Mended by --fix" : "Mended by --fix --unsafe-fixes"));
    const item = make("li", { id, class: finding.level, tabindex: "-1" }, head, make("p", { class: "message" }, own(finding.message)), facts);
    if (finding.related.length) {
      item.append(make("ul", {}, ...finding.related.map((also) => make("li", {}, location(also), " ", own(also.message)))));
    }
    if (finding === target) item.classList.add("target");
    return item;
  };
  const findingPages = paged(25, document.getElementById("finding-pager"), (shown) => {
    const none = findings.length ? "Nothing matches these filters." : "Nothing was found: the list is clean.";
    findingList.replaceChildren(...(shown.length ? shown.map(findingItem) : [make("li", { class: "none" }, none)]));
  });
  const filterFindings = () => {
    const form = new FormData(findingForm);
    const levels = new Set(form.getAll("level"));
    const [code, path, entry, text] = [form.get("code"), words(form.get("path")), words(form.get("entry")), words(form.get("text"))];
    const kept = findings.filter((finding) =>
      levels.has(finding.level) && (!code || finding.code === code)
      && has(finding.inPath, path) && has(finding.inEntry, entry) && has(finding.inText, text));
    findingStatus.textContent = kept.length === findings.length
      ? plural(findings.length, "finding")
      : `${number.format(kept.length)} of ${plural(findings.length, "finding")}`;
    findingPages.set(kept);
    return kept;
  };
  const counts = new Map();
  for (const { code } of findings) counts.set(code, (counts.get(code) ?? 0) + 1);
  findingForm.elements.code.append(...[...counts].sort().map(([code, count]) =>
    make("option", { value: code }, `${code} ${data.rules[code].name} (${number.format(count)})`)));
  findingForm.addEventListener("input", filterFindings);
  findingForm.addEventListener("submit", (event) => event.preventDefault());
  const clearFindings = () => {
    findingForm.reset();
    return filterFindings();
  };
  findingForm.querySelector("button").addEventListener("click", clearFindings);

  // #f-<id> leads to a finding wherever it is: on another page, or behind a filter.
  const follow = () => {
    const wanted = byId.get(window.location.hash.slice(1));
    if (!wanted) return;
    target = wanted;
    if (!filterFindings().includes(wanted)) clearFindings();
    findingPages.reach(wanted);
    const item = document.getElementById(`f-${wanted.id}`);
    item.scrollIntoView({ block: "center", behavior: "instant" });
    item.focus({ preventScroll: true });
  };

  // Datasets
  const datasets = data.datasets;
  for (const dataset of datasets) {
    dataset.inText = plain(
      [dataset.title, dataset.section, dataset.modality, dataset.size, dataset.license, dataset.access, dataset.path].join(" "),
    );
  }
  const COLUMNS = [
    ["title", "Dataset"], ["section", "Section"], ["modality", "Modality"], ["bytes", "Size"], ["license", "License"],
    ["access", "Access"], ["filled", "Complete"], ["findings", "Findings"],
  ];
  const NUMBERS = new Set(["bytes", "filled", "findings"]);
  const datasetForm = document.getElementById("dataset-filters");
  const datasetRows = document.getElementById("dataset-rows");
  const datasetStatus = document.getElementById("dataset-status");
  const datasetHead = document.getElementById("dataset-head");
  let order = datasets;
  let sorted = { key: null, down: false };

  // How many findings speak of the dataset; pressed, it shows them.
  const itsFindings = (dataset) => {
    if (!dataset.findings) return "0";
    const count = number.format(dataset.findings);
    const button = make("button", { type: "button", "aria-label": `${plural(dataset.findings, "finding")}: show` }, count);
    button.addEventListener("click", () => {
      findingForm.reset();
      findingForm.elements.entry.value = dataset.title;
      filterFindings();
      document.getElementById("findings").scrollIntoView();
      findingForm.elements.entry.focus({ preventScroll: true });
    });
    return button;
  };
  const datasetRow = (dataset) => make(
    "tr", {},
    make("th", { scope: "row" }, own(dataset.title), make("small", {}, location(dataset))),
    ...["section", "modality", "size", "license", "access"].map((key) => make("td", {}, own(dataset[key] || "\u2013"))),
    make("td", { class: "number" }, `${dataset.filled} of ${data.fields}`),
    make("td", { class: "number" }, itsFindings(dataset)),
  );
  const datasetPages = paged(50, document.getElementById("dataset-pager"), (shown) => {
    const none = make("tr", {}, make("td", { colspan: COLUMNS.length }, datasets.length ? "No dataset matches." : "The list holds no dataset."));
    datasetRows.replaceChildren(...(shown.length ? shown.map(datasetRow) : [none]));
  });
  const filterDatasets = () => {
    const wanted = words(datasetForm.elements.text.value);
    const found = datasetForm.elements.found.checked;
    const kept = order.filter((dataset) => (!found || dataset.findings) && has(dataset.inText, wanted));
    datasetStatus.textContent = kept.length === datasets.length
      ? plural(datasets.length, "dataset")
      : `${number.format(kept.length)} of ${plural(datasets.length, "dataset")}`;
    datasetPages.set(kept);
  };
  const empty = (value) => value === null || value === "";
  const sortBy = (key) => {
    sorted = { key, down: sorted.key === key ? !sorted.down : key === "findings" };
    const way = sorted.down ? -1 : 1;
    // What isn't known stands last, whichever way the column is sorted.
    order = [...datasets].sort((a, b) => {
      const [x, y] = [a[key], b[key]];
      if (empty(x) || empty(y)) return empty(x) - empty(y);
      return way * (NUMBERS.has(key) ? x - y : collator.compare(x, y));
    });
    for (const cell of datasetHead.children) {
      cell.setAttribute("aria-sort", cell.dataset.key === key ? (sorted.down ? "descending" : "ascending") : "none");
    }
    filterDatasets();
  };
  for (const [key, label] of COLUMNS) {
    const button = make("button", { type: "button" }, label);
    button.addEventListener("click", () => sortBy(key));
    datasetHead.append(make("th", { scope: "col", "aria-sort": "none", "data-key": key }, button));
  }
  datasetForm.addEventListener("input", filterDatasets);
  datasetForm.addEventListener("submit", (event) => event.preventDefault());
  datasetForm.querySelector("button").addEventListener("click", () => {
    datasetForm.reset();
    filterDatasets();
  });

  filterFindings();
  filterDatasets();
  follow();
  window.addEventListener("hashchange", follow);
})();
