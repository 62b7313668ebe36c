"use strict";
// Sorting, filtering, printing and copying; the page says all that it says without them.
(() => {
  const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
  const UNITS = { w: 604800, d: 86400, h: 3600, min: 60, s: 1 };
  const make = (name, said, given) => Object.assign(document.createElement(name), { textContent: said }, given);
  const text = (cell) => {
    const copy = cell.cloneNode(true);
    copy.querySelectorAll("svg").forEach((drawing) => drawing.replaceWith(drawing.querySelector("title")?.textContent || ""));
    return copy.textContent.replace(/\s+/g, " ").trim();
  };
  const value = (said) => {
    const day = said.match(/^[A-Z][a-z]{2} (\d+) ([A-Z][a-z]{2})(?: (\d{4}))? (\d\d):(\d\d)$/);
    if (day) return Date.UTC(day[3] || document.body.dataset.year, MONTHS.indexOf(day[2]), day[1], day[4], day[5]);
    const lengths = [...said.matchAll(/(\d+) (w|d|h|min|s)\b/g)];
    if (lengths.length) return lengths.reduce((sum, one) => sum + one[1] * UNITS[one[2]], 0);
    const number = said.match(/^[-+]?[\d,]+(\.\d+)?/);
    return number ? Number(number[0].replaceAll(",", "")) : null;
  };
  const compare = (a, b) => {
    const [x, y] = [value(a), value(b)];
    return x !== null && y !== null ? x - y : x !== null ? -1 : y !== null ? 1 : a.localeCompare(b);
  };
  // What a spreadsheet would run as a formula is preceded by an apostrophe; a number is none.
  const cell = (said) => {
    const safe = /^[=+\-@\t\r]/.test(said) && !/^[-+]?[\d,.]+ ?%?$/.test(said) ? "'" + said : said;
    return /[",\n\r]/.test(safe) ? '"' + safe.replaceAll('"', '""') + '"' : safe;
  };
  const csv = (table) => [...table.rows].filter((row) => !row.hidden).map((row) => [...row.cells].map((one) => cell(text(one))).join(",")).join("\r\n") + "\r\n";
  const say = (button, said) => {
    const before = button.textContent;
    button.textContent = said;
    setTimeout(() => { button.textContent = before; }, 2000);
  };
  const copy = async (button, said) => {
    try {
      await navigator.clipboard.writeText(said);
    } catch {
      const field = document.body.appendChild(make("textarea", "", { value: said }));
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    say(button, "Copied");
  };
  const button = (said, act) => {
    const made = make("button", said, { type: "button" });
    made.addEventListener("click", () => act(made));
    return made;
  };
  const caption = (table) => {
    const section = table.closest("section");
    const inner = table.closest("details")?.querySelector("summary");
    return [section?.querySelector("h2")?.textContent, inner && text(inner)].filter(Boolean).join(": ");
  };
  const sortable = (table) => {
    const body = table.tBodies[0];
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, place) => {
      const said = text(head);
      if (!said || head.querySelector("svg")) return;
      const sort = button(said, () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const rows = [...body.rows].map((row) => [text(row.cells[place]), row]);
        rows.sort((a, b) => compare(a[0], b[0]) * (down ? -1 : 1));
        body.append(...rows.map((one) => one[1]));
      });
      head.replaceChildren(sort);
    });
  };
  const filter = (table, bar) => {
    const field = make("input", "", { type: "search", placeholder: "Filter", ariaLabel: "Filter: " + caption(table) });
    field.addEventListener("input", () => {
      const wanted = field.value.toLocaleLowerCase();
      for (const row of table.tBodies[0].rows) row.hidden = !row.textContent.toLocaleLowerCase().includes(wanted);
    });
    bar.append(field);
  };
  const tables = [...document.querySelectorAll(".wide > table")].filter((table) => table.tBodies.length && table.tHead);
  for (const table of tables) {
    const rows = table.tBodies[0].rows.length;
    if (rows > 1 && !table.closest(".why")) sortable(table);
    if (rows < 8 || table.closest(".why")) continue;
    const bar = make("div", "", { className: "bar" });
    filter(table, bar);
    bar.append(button("Copy as CSV", (made) => copy(made, csv(table))));
    table.parentNode.before(bar);
  }
  const bar = make("p", "", { className: "bar" });
  bar.append(
    button("Print", () => window.print()),
    button("Copy data", (made) => copy(made, tables.filter((table) => !table.closest(".why")).map((table) => cell(caption(table)) + "\r\n" + csv(table)).join("\r\n"))),
  );
  document.querySelector("header nav")?.before(bar);
  // An address leads into what is folded: unfold it.
  const unfold = () => {
    let place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const found = place;
    for (; place; place = place.parentElement) if (place.tagName === "DETAILS") place.open = true;
    found?.scrollIntoView();
  };
  addEventListener("hashchange", unfold);
  if (location.hash) unfold();
})();
