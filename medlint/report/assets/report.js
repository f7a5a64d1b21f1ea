// Filters, pages and sorting of what stands in the page. Nothing is made of text but text, and what is chosen stands in
// the address.
"use strict";
(() => {
  const number = new Intl.NumberFormat("en");
  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const byId = (id) => document.getElementById(id);
  const plain = (text) => text.normalize("NFKC").toLowerCase();
  const words = (text) => plain(text).split(/\s+/).filter(Boolean);
  const has = (text, wanted) => wanted.every((word) => text.includes(word));
  const plural = (count, one) => `${number.format(count)} ${one}${count === 1 ? "" : "s"}`;

  // One page of a list at a time, so that a list of any length answers at once; on paper all of it.
  const paged = (size, list, pager, none) => {
    let kept = [], page = 0, paper = false;
    const step = (label, by, allowed) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      button.disabled = !allowed;
      button.addEventListener("click", () => {
        page += by;
        show();
        [...pager.querySelectorAll("button:enabled")].find((other) => other.textContent === label)?.focus();
      });
      return button;
    };
    const show = () => {
      const pages = paper ? 1 : Math.max(1, Math.ceil(kept.length / size));
      page = Math.min(page, pages - 1);
      const shown = paper ? kept : kept.slice(page * size, (page + 1) * size);
      list.replaceChildren(...(shown.length ? shown.map((item) => item.node) : [none]));
      pager.replaceChildren();
      if (pages > 1) {
        const where = document.createElement("span");
        where.textContent = `Page ${number.format(page + 1)} of ${number.format(pages)}`;
        pager.append(step("Previous", -1, page > 0), where, step("Next", 1, page < pages - 1));
      }
    };
    for (const [event, printing] of [["beforeprint", true], ["afterprint", false]]) {
      window.addEventListener(event, () => { paper = printing; show(); });
    }
    return {
      set(items) { kept = items; page = 0; show(); },
      reach(item) { page = Math.floor(kept.indexOf(item) / size); show(); },
    };
  };
  // What a list says when nothing is left of it.
  const nothing = (list, text) => {
    const empty = list.querySelector(".none");
    if (empty) return empty;
    const node = document.createElement(list.tagName === "OL" ? "li" : "tr");
    node.className = "none";
    const inner = list.tagName === "OL" ? node : node.appendChild(document.createElement("td"));
    if (inner !== node) inner.colSpan = 8;
    inner.textContent = text;
    return node;
  };

  // Findings
  const findingForm = byId("finding-filters");
  const findingList = byId("finding-list");
  const findings = [...findingList.querySelectorAll(":scope > li:not(.none)")].map((node) => ({
    node, level: node.className, code: node.dataset.code, inPath: plain(node.dataset.path),
    inEntry: plain(node.dataset.entry), inText: plain(node.textContent),
  }));
  const byName = new Map(findings.map((finding) => [finding.node.id, finding]));
  const findingPages = paged(25, findingList, byId("finding-pager"), nothing(findingList, "Nothing matches these filters."));
  const filterFindings = () => {
    const form = new FormData(findingForm);
    const levels = new Set(form.getAll("level"));
    const [code, path, entry, text] = [form.get("code"), words(form.get("path")), words(form.get("entry")), words(form.get("text"))];
    const kept = findings.filter((finding) =>
      levels.has(finding.level) && (!code || finding.code === code)
      && has(finding.inPath, path) && has(finding.inEntry, entry) && has(finding.inText, text));
    const all = plural(findings.length, "finding");
    byId("finding-status").textContent = kept.length === findings.length ? all : `${number.format(kept.length)} of ${all}`;
    const active = (levels.size < 3) + Boolean(code) + [path, entry, text].filter((wanted) => wanted.length).length;
    findingForm.querySelector(".active").textContent = active ? `(${active})` : "";
    findingPages.set(kept);
    return kept;
  };

  // Datasets
  const datasetForm = byId("dataset-filters");
  const datasetRows = byId("dataset-rows");
  const datasetHead = byId("dataset-head");
  const KEYS = [...datasetHead.children].map((cell) => cell.dataset.key);
  const NUMBERS = new Set(["bytes", "filled", "findings"]);
  const datasets = [...datasetRows.querySelectorAll(":scope > tr:not(.none)")].map((node) => ({
    node, found: node.dataset.findings !== "0", inText: plain(node.textContent),
  }));
  const valueOf = ({ node }, key) => {
    if (NUMBERS.has(key)) return node.dataset[key] === "" ? null : Number(node.dataset[key]);
    const text = (key === "title" ? node.querySelector("bdi") : node.children[KEYS.indexOf(key)]).textContent;
    return text === "\u2013" ? null : text;
  };
  let order = datasets;
  let sorted = { key: "", down: false };
  const datasetPages = paged(50, datasetRows, byId("dataset-pager"), nothing(datasetRows, "No dataset matches."));
  const filterDatasets = () => {
    const wanted = words(datasetForm.elements.search.value);
    const found = datasetForm.elements.found.checked;
    const kept = order.filter((dataset) => (!found || dataset.found) && has(dataset.inText, wanted));
    const all = plural(datasets.length, "dataset");
    byId("dataset-status").textContent = kept.length === datasets.length ? all : `${number.format(kept.length)} of ${all}`;
    datasetPages.set(kept);
  };
  const sortBy = (key, down) => {
    sorted = { key, down };
    const way = down ? -1 : 1;
    // What isn't known stands last, whichever way the column is sorted.
    order = datasets.map((dataset) => [dataset, valueOf(dataset, key)]).sort(([, x], [, y]) => {
      if (x === null || y === null) return (x === null) - (y === null);
      return way * (NUMBERS.has(key) ? x - y : collator.compare(x, y));
    }).map(([dataset]) => dataset);
    for (const cell of datasetHead.children) {
      cell.setAttribute("aria-sort", cell.dataset.key === key ? (down ? "descending" : "ascending") : "none");
    }
  };
  for (const cell of datasetHead.children) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = cell.textContent;
    const key = cell.dataset.key;
    button.addEventListener("click", () => {
      sortBy(key, sorted.key === key ? !sorted.down : key === "findings");
      filterDatasets();
      write();
    });
    cell.replaceChildren(button);
    cell.setAttribute("aria-sort", "none");
  }

  // The address
  const LEVELS = ["error", "warning", "info"];
  const read = () => {
    const given = new URLSearchParams(window.location.search);
    for (const form of [findingForm, datasetForm]) {
      for (const field of form.elements) {
        if (field.name === "level") field.checked = !given.has("level") || given.getAll("level").includes(field.value);
        else if (field.type === "checkbox") field.checked = given.get(field.name) === field.value;
        else if (field.name) field.value = given.get(field.name) ?? "";
      }
    }
    if (!findingForm.elements.code.value) findingForm.elements.code.value = "";
    const key = given.get("sort")?.replace("-", "");
    if (KEYS.includes(key)) sortBy(key, given.get("sort").startsWith("-"));
  };
  const write = () => {
    const out = new URLSearchParams();
    const levels = new FormData(findingForm).getAll("level");
    if (levels.length < LEVELS.length) for (const level of levels.length ? levels : [""]) out.append("level", level);
    for (const [form, names] of [[findingForm, ["code", "path", "entry", "text"]], [datasetForm, ["search"]]]) {
      for (const name of names) if (form.elements[name].value) out.set(name, form.elements[name].value);
    }
    if (datasetForm.elements.found.checked) out.set("found", "1");
    if (sorted.key) out.set("sort", (sorted.down ? "-" : "") + sorted.key);
    const text = out.toString();
    history.replaceState(null, "", window.location.pathname + (text && `?${text}`) + window.location.hash);
  };

  const clearFindings = () => {
    findingForm.reset();
    write();
    return filterFindings();
  };
  for (const [form, filter] of [[findingForm, filterFindings], [datasetForm, filterDatasets]]) {
    form.addEventListener("input", () => { filter(); write(); });
    form.addEventListener("submit", (event) => event.preventDefault());
    form.querySelector(".clear").addEventListener("click", () => { form.reset(); filter(); write(); });
    form.hidden = false;
  }
  const fold = findingForm.querySelector(".fold");
  fold.addEventListener("click", () => fold.setAttribute("aria-expanded", String(findingForm.classList.toggle("open"))));
  // From a dataset to its findings.
  datasetRows.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-entry]");
    if (!link) return;
    event.preventDefault();
    findingForm.reset();
    findingForm.elements.entry.value = link.dataset.entry;
    filterFindings();
    write();
    byId("findings").scrollIntoView();
    findingForm.elements.entry.focus({ preventScroll: true });
  });

  // #f-<id> leads to a finding wherever it is: on another page, or behind a filter.
  const follow = () => {
    const wanted = byName.get(window.location.hash.slice(1));
    if (!wanted) return;
    document.querySelector(".target")?.classList.remove("target");
    for (const finding of findings) finding.node.classList.remove("target");
    wanted.node.classList.add("target");
    if (!filterFindings().includes(wanted)) clearFindings();
    findingPages.reach(wanted);
    wanted.node.scrollIntoView({ block: "center", behavior: "instant" });
    wanted.node.focus({ preventScroll: true });
  };

  read();
  filterFindings();
  filterDatasets();
  for (const list of [findingList, datasetRows]) list.classList.add("ready");
  follow();
  window.addEventListener("hashchange", follow);
  window.addEventListener("popstate", () => { read(); filterFindings(); filterDatasets(); });
})();
