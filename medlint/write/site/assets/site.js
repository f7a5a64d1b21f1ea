// Search, facets, sorting and copying. Text from the list only ever becomes text nodes; the page's policy lets nothing
// else act. All that is chosen stands in the address, and the page reads it back from there.
"use strict";
(() => {
  const data = window.medlintData;
  const form = document.getElementById("filters");
  if (data && form) index(data, form);
  for (const button of document.querySelectorAll(".copier")) copier(button);

  function copier(button) {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.parentElement.querySelector("code").textContent);
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 2000);
    });
  }

  function index({ facets, labels, columns, rows }, form) {
    let size = 100; // datasets on a page; on paper all of them
    const [ID, TITLE, SUMMARY, FACETS, MODALITY, BODY, SIZE, COUNT, BYTES, IMAGES, LICENCE, YEAR, SEARCH] = Array(13).keys();
    const number = new Intl.NumberFormat("en");
    const plain = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
    const at = (name) => facets.findIndex((facet) => facet.name === name);
    const byId = (id) => document.getElementById(id);
    const body = byId("rows"), status = byId("status"), pager = byId("pager"), list = byId("list"), clear = byId("clear");
    const searched = rows.map((row) => plain(row[SEARCH]));
    const picks = ["images", "size", "since"].filter((name) => form.elements[name]);
    const sort = form.elements.sort;
    let state = {};

    // An element with attributes and children; a child that is a string becomes text.
    const make = (tag, attributes, ...children) => {
      const element = document.createElement(tag);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      element.append(...children);
      return element;
    };

    // The address

    const read = () => {
      const given = new URLSearchParams(location.search);
      const chosen = facets.map((facet) => {
        const wanted = new Set(given.getAll(facet.name));
        return new Set(facet.values.flatMap(([value], i) => (wanted.has(value) ? [i] : [])));
      });
      state = { q: given.get("q") ?? "", chosen, page: Math.max(1, Number.parseInt(given.get("page") ?? "1", 10) || 1),
        view: given.get("view") === "cards" ? "cards" : "table" };
      form.elements.q.value = state.q;
      for (const box of form.querySelectorAll("input[type=checkbox]")) {
        box.checked = given.getAll(box.name).includes(box.value);
      }
      for (const name of [...picks, "sort"]) {
        const select = form.elements[name], value = given.get(name) ?? "";
        select.value = [...select.options].some((option) => option.value === value) ? value : "";
      }
    };
    const write = () => {
      const out = new URLSearchParams();
      if (state.q) out.set("q", state.q);
      facets.forEach((facet, i) => { for (const value of state.chosen[i]) out.append(facet.name, facet.values[value][0]); });
      for (const name of [...picks, "sort"]) if (form.elements[name].value) out.set(name, form.elements[name].value);
      if (state.view === "cards") out.set("view", "cards");
      if (state.page > 1) out.set("page", state.page);
      const text = out.toString();
      history.replaceState(null, "", `${location.pathname}${text ? `?${text}` : ""}${location.hash}`);
    };

    // What matches

    const tests = () => {
      const words = plain(state.q).split(/\s+/).filter(Boolean);
      const out = [{ facet: -1, test: (row, i) => words.every((word) => searched[i].includes(word)) }];
      state.chosen.forEach((chosen, facet) => {
        if (chosen.size) out.push({ facet, test: (row) => row[FACETS][facet].some((value) => chosen.has(value)) });
      });
      const pick = (name) => form.elements[name]?.value ?? "";
      const images = Number(pick("images")), limit = pick("size"), since = pick("since");
      if (images) out.push({ facet: -1, test: (row) => row[IMAGES] >= images });
      if (limit) out.push({ facet: -1, test: (row) => row[BYTES] && (limit === "over" ? row[BYTES] > 1e12 : row[BYTES] <= limit * 1e9) });
      if (since) out.push({ facet: -1, test: (row) => row[YEAR] >= since });
      return out;
    };
    // One pass: a row that fails in one facet alone still counts for the other values of that facet.
    const match = () => {
      const checks = tests(), kept = [];
      const counts = facets.map((facet) => new Uint32Array(facet.values.length));
      const count = (row, facet) => { for (const value of row[FACETS][facet]) counts[facet][value] += 1; };
      rows.forEach((row, i) => {
        let failed = null;
        for (const { facet, test } of checks) {
          if (test(row, i)) continue;
          if (failed !== null || facet < 0) { failed = -1; break; }
          failed = facet;
        }
        if (failed === null) {
          kept.push(i);
          facets.forEach((_, facet) => count(row, facet));
        } else if (failed >= 0) count(row, failed);
      });
      return { kept, counts };
    };
    const orders = new Map();
    const order = (key) => {
      if (!orders.has(key)) {
        const column = { bytes: BYTES, images: IMAGES, year: YEAR }[key.replace("-", "")];
        const way = key.startsWith("-") ? -1 : 1;
        const sorted = rows.map((_, i) => i);
        // What isn't known stands last, whichever way.
        if (column) {
          sorted.sort((a, b) => {
            const [x, y] = [Number(rows[a][column]), Number(rows[b][column])];
            return x && y ? way * (x - y) || a - b : Number(!x) - Number(!y) || a - b;
          });
        }
        const rank = new Uint32Array(rows.length);
        sorted.forEach((row, place) => { rank[row] = place; });
        orders.set(key, rank);
      }
      return orders.get(key);
    };

    // What is shown

    const cell = (key, ...children) => make("td", { role: "cell", class: `c-${key}`, "data-label": columns[key] }, ...children);
    const said = (key, text) => {
      const made = cell(key, text || "\u2013");
      if (!text) made.classList.add("none");
      return made;
    };
    const small = (text) => make("small", {}, make("bdi", {}, text));
    const badge = (row, name, kind) => {
      const known = { licence: "unknown", access: "unknown", health: "unchecked" }[name];
      const value = at(name) < 0 ? known : facets[at(name)].values[row[FACETS][at(name)][0]][0];
      return kind ? make("span", { class: `${kind} ${value}` }, labels[name][value]) : labels[name][value];
    };
    const line = (row) => {
      const head = make("th", { scope: "row", role: "rowheader", class: "c-title" },
        make("a", { href: `datasets/${row[ID]}.html` }, make("bdi", {}, row[TITLE])));
      if (row[SUMMARY]) head.append(make("br", {}), small(row[SUMMARY]));
      const amount = cell("size");
      if (row[SIZE]) amount.append(make("span", {}, row[SIZE]));
      if (row[SIZE] && row[COUNT]) amount.append(make("br", {}));
      if (row[COUNT]) amount.append(small(row[COUNT]));
      const licence = cell("licence", badge(row, "licence", "use"));
      if (row[LICENCE]) licence.append(make("br", {}), small(row[LICENCE]));
      const cells = {
        title: head, modality: said("modality", row[MODALITY]), body: said("body", row[BODY]), size: amount, licence, access: cell("access", badge(row, "access")),
        year: said("year", row[YEAR]), health: cell("health", badge(row, "health", "health")),
      };
      return make("tr", { role: "row" }, ...Object.keys(columns).map((key) => cells[key]));
    };
    const turn = (page) => {
      state.page = page;
      show();
      status.scrollIntoView({ block: "nearest" });
      status.focus({ preventScroll: true });
    };
    const step = (label, page, allowed) => {
      const button = make("button", { type: "button" }, label);
      button.disabled = !allowed;
      button.addEventListener("click", () => turn(page));
      return button;
    };
    const show = () => {
      const { kept, counts } = match();
      const rank = order(sort.value);
      if (sort.value) kept.sort((a, b) => rank[a] - rank[b]);
      const pages = Math.max(1, Math.ceil(kept.length / size));
      state.page = Math.min(state.page, pages);
      const shown = pages > 1 ? kept.slice((state.page - 1) * size, state.page * size) : kept; // Infinity times 0 is no number
      body.replaceChildren(...shown.map((i) => line(rows[i])));
      if (!shown.length) body.append(make("tr", { role: "row", class: "none" }, make("td", { role: "cell", colspan: Object.keys(columns).length }, "No dataset matches. Take a filter away, or search for fewer words.")));
      const all = `${number.format(rows.length)} dataset${rows.length === 1 ? "" : "s"}`;
      status.textContent = kept.length === rows.length ? all : `${number.format(kept.length)} of ${all}`;
      pager.replaceChildren();
      if (pages > 1) {
        pager.append(step("Previous", state.page - 1, state.page > 1),
          make("span", {}, `Page ${number.format(state.page)} of ${number.format(pages)}`),
          step("Next", state.page + 1, state.page < pages));
      }
      facets.forEach((facet, i) => {
        const boxes = form.querySelectorAll(`fieldset[data-facet="${facet.name}"] li`);
        boxes.forEach((item, value) => {
          item.querySelector(".count").textContent = number.format(counts[i][value]);
          item.classList.toggle("zero", !counts[i][value] && !state.chosen[i].has(value));
          item.classList.toggle("chosen", state.chosen[i].has(value));
        });
      });
      const active = state.chosen.reduce((sum, chosen) => sum + chosen.size, 0) + picks.filter((name) => form.elements[name].value).length;
      form.querySelector(".active").textContent = active ? `(${active})` : "";
      clear.hidden = !active && !state.q;
      list.classList.toggle("cards", state.view === "cards");
      for (const button of document.querySelectorAll("[data-view]")) {
        button.setAttribute("aria-pressed", String(button.dataset.view === state.view));
      }
      write();
    };
    const changed = () => {
      state.q = form.elements.q.value.trim();
      facets.forEach((facet, i) => {
        const boxes = [...form.querySelectorAll(`fieldset[data-facet="${facet.name}"] input`)];
        state.chosen[i] = new Set(boxes.flatMap((box, value) => (box.checked ? [value] : [])));
      });
      state.page = 1;
      show();
    };

    form.addEventListener("input", changed);
    sort.addEventListener("input", changed);
    form.addEventListener("submit", (event) => event.preventDefault());
    clear.addEventListener("click", () => {
      history.replaceState(null, "", location.pathname + (state.view === "cards" ? "?view=cards" : ""));
      read();
      show();
      form.elements.q.focus();
    });
    for (const button of document.querySelectorAll("[data-view]")) {
      button.addEventListener("click", () => { state.view = button.dataset.view; show(); });
    }
    const fold = form.querySelector(".fold");
    fold.addEventListener("click", () => {
      fold.setAttribute("aria-expanded", String(form.classList.toggle("open")));
    });
    for (const button of form.querySelectorAll(".all")) {
      button.addEventListener("click", () => {
        const open = button.parentElement.classList.toggle("whole");
        button.setAttribute("aria-expanded", String(open));
        button.textContent = open ? "Fewer" : `All ${button.parentElement.querySelectorAll("li").length}`;
      });
    }
    for (const [event, rows] of [["beforeprint", Infinity], ["afterprint", size]]) {
      window.addEventListener(event, () => { size = rows; show(); });
    }
    window.addEventListener("popstate", () => { read(); show(); });
    form.hidden = byId("tools").hidden = false;
    status.tabIndex = -1;
    document.documentElement.classList.add("live");
    read();
    show();
    // A facet that was chosen behind "All" is shown.
    for (const item of form.querySelectorAll("li.more.chosen")) item.closest("fieldset").classList.add("whole");
  }
})();
