"use strict";
// Reads values off the charts with pointer and keyboard, and shows one of many series at a time.
// Without this script the page says the same, with all charts below each other.
(() => {
  const { charts, times } = JSON.parse(document.getElementById("charts").textContent);

  // Numbers are kept as differences, in units of the last digit.
  const decoded = (differences, digits) => {
    let units = 0;
    return differences.map((each) => {
      if (each === null) return null;
      units += each;
      return digits < 0 ? units * 10 ** -digits : units / 10 ** digits;
    });
  };
  for (const chart of Object.values(charts)) {
    for (const row of chart.rows) {
      row.values = decoded(row.values, chart.digits);
      if (row.upper) row.upper = decoded(row.upper, chart.digits);
    }
  }

  const make = (name, kind, ...content) => {
    const made = document.createElement(name);
    if (kind) made.className = kind;
    made.append(...content);
    return made;
  };

  const stamp = (ordinal) => {
    const run = times.findLast((each) => each.from <= ordinal);
    return (run && run.stamps[ordinal - run.from]) || "";
  };

  const named = (chart, step) =>
    chart.labels ? chart.labels[step] : stamp(chart.from + step);

  const written = (value, chart) => {
    if (value === null) return "\u2013";
    const size = Math.abs(value);
    const plain = size < 1e15 && chart.digits < 12;
    const text = plain ? size.toFixed(Math.max(0, chart.digits)) : String(Number(size.toPrecision(6)));
    const [whole, rest] = text.split(".");
    const grouped = plain && size >= 1e4 ? whole.replace(/\B(?=(\d{3})+$)/g, "\u00a0") : whole;
    const minus = value < 0 && Number(text) !== 0 ? "\u2212" : "";
    return minus + grouped + (rest ? "." + rest : "") + (chart.unit || "");
  };

  // What is known at a step: [name, text] each. A later forecast of the same step takes the place
  // of an earlier one.
  const readings = (chart, step) => {
    const found = new Map();
    for (const row of chart.rows) {
      const place = step - row.at;
      const value = row.values[place];
      if (value === undefined || value === null) continue;
      const upper = row.upper ? " \u2026 " + written(row.upper[place], chart) : "";
      found.set(row.name, written(value, chart) + upper);
      if (chart.from !== undefined && row.name === "forecast") {
        found.set("known until", stamp(chart.from + row.at - 1));
      }
    }
    return [...found];
  };

  const placeOf = (chart, step) =>
    chart.places ? chart.places[step] : (step + 0.5) / chart.steps;

  const nearest = (chart, share) => {
    if (!chart.places) return Math.min(chart.steps - 1, Math.max(0, Math.floor(share * chart.steps)));
    const far = chart.places.map((place) => Math.abs(place - share));
    return far.indexOf(Math.min(...far));
  };

  // A transparent layer over the chart that works as a slider: the arrow keys move from step to
  // step, and a screen reader speaks what is there.
  const equip = (surface, chart) => {
    const picture = surface.querySelector("svg");
    const reader = make("div", "reader");
    const hair = make("div", "hair");
    const tip = make("div", "tip");
    hair.hidden = tip.hidden = true;
    const title = picture.querySelector("title").textContent;
    let current = chart.from === undefined ? 0 : chart.rows.at(-1).at;  // where the last forecast begins
    for (const [name, value] of Object.entries({
      role: "slider",
      tabindex: 0,
      "aria-label": "Values of: " + title,
      "aria-orientation": "horizontal",
      "aria-valuemin": 0,
      "aria-valuemax": chart.steps - 1,
      "aria-valuenow": current,
    })) reader.setAttribute(name, value);

    const show = (step) => {
      current = Math.min(chart.steps - 1, Math.max(0, step));
      const known = readings(chart, current);
      const list = make("dl", "");
      for (const [name, text] of known) list.append(make("dt", "", name), make("dd", "", text));
      tip.replaceChildren(make("strong", "", named(chart, current)), list);
      hair.hidden = tip.hidden = false;
      const wide = surface.clientWidth;
      const x = placeOf(chart, current) * wide;
      const room = wide - tip.offsetWidth;
      hair.style.left = x + "px";
      tip.style.left = Math.max(0, Math.min(room, x < wide / 2 ? x + 12 : x - 12 - tip.offsetWidth)) + "px";
      const spoken = known.map(([name, text]) => name + " " + text).join(", ");
      reader.setAttribute("aria-valuenow", current);
      reader.setAttribute("aria-valuetext", named(chart, current) + ": " + spoken);
    };
    const hide = () => { hair.hidden = tip.hidden = true; };
    const follow = (event) => {
      const box = reader.getBoundingClientRect();
      show(nearest(chart, (event.clientX - box.left) / box.width));
    };
    const moves = {
      ArrowLeft: () => current - 1,
      ArrowDown: () => current - 1,
      ArrowRight: () => current + 1,
      ArrowUp: () => current + 1,
      PageDown: () => current - 10,
      PageUp: () => current + 10,
      Home: () => 0,
      End: () => chart.steps - 1,
    };
    reader.addEventListener("pointermove", follow);
    reader.addEventListener("pointerdown", follow);
    reader.addEventListener("pointerleave", hide);
    reader.addEventListener("focus", () => { if (reader.matches(":focus-visible")) show(current); });
    reader.addEventListener("blur", hide);
    window.addEventListener("resize", hide);
    reader.addEventListener("keydown", (event) => {
      if (event.key === "Escape") hide();
      if (!(event.key in moves)) return;
      event.preventDefault();
      show(moves[event.key]());
    });
    surface.append(reader, hair, tip);
  };

  // The same values as rows, made when they are asked for: of a series only what was forecast.
  const tabulate = (figure, chart) => {
    const names = [...new Set(chart.rows.map((row) => row.name))];
    const steps = [...Array(chart.steps).keys()].filter(
      (step) => chart.from === undefined || readings(chart, step).some(([name]) => name === "forecast"));
    const head = make("tr", "", ...["", ...names].map((name) => {
      const cell = make("th", name ? "" : "words", name);
      cell.scope = "col";
      return cell;
    }));
    const rows = steps.map((step) => {
      const known = new Map(readings(chart, step));
      const first = make("th", "", named(chart, step));
      first.scope = "row";
      return make("tr", "", first, ...names.map((name) => make("td", "", known.get(name) || "")));
    });
    const caption = make("caption", "", figure.querySelector("h3").textContent);
    const table = make("table", "", caption, make("thead", "", head), make("tbody", "", ...rows));
    return make("div", "scroll", table);
  };

  const offerTable = (figure, chart) => {
    const details = make("details", "reading", make("summary", "", "Values as a table"));
    details.addEventListener("toggle", () => {
      if (details.open && details.children.length === 1) details.append(tabulate(figure, chart));
    });
    figure.append(details);
  };

  for (const surface of document.querySelectorAll("[data-chart]")) {
    const chart = charts[surface.dataset.chart];
    equip(surface, chart);
    if (!chart.tabled) offerTable(surface.closest("figure"), chart);
  }

  // One of many series at a time, chosen from a list.
  for (const folded of document.querySelectorAll("details.more")) {
    const figures = [...folded.querySelectorAll("figure")];
    const select = make("select", "");
    figures.forEach((figure, place) => {
      const option = make("option", "", figure.querySelector("h3").textContent);
      option.value = place;
      select.append(option);
    });
    const choose = () => figures.forEach((figure, place) => { figure.hidden = place !== select.selectedIndex; });
    select.addEventListener("change", choose);
    choose();
    const label = make("label", "choice", folded.querySelector("summary").textContent + ": ", select);
    const others = folded.querySelector(".others");
    folded.replaceWith(label, others);
  }
})();
