// The filters of a batch's page. Without this script they are not shown, and everything else works.
//
// It reads what stands in the page and hides rows; it fetches nothing and keeps nothing. The choices stand in the
// address behind #, so that a reload or a bookmark keeps them. What is searched for does not: it may be a name, and
// a browser remembers addresses.
"use strict";
const LONG = 200;
document.addEventListener("DOMContentLoaded", () => {
  const filters = document.getElementById("filters");
  const table = document.getElementById("patient-table");
  if (!filters || !table) return; // a site's own page without filters

  const search = document.getElementById("search");
  const choices = { outcome: "outcome", ward: "ward", date: "date" };
  for (const key of Object.keys(choices)) choices[key] = document.getElementById(key);
  const shortcut = document.getElementById("shortcut");
  const clear = document.getElementById("clear");
  const shown = document.getElementById("shown");
  const told = document.getElementById("filter-told");
  const nobody = document.getElementById("nobody");
  const body = table.tBodies[0];

  // What no decomposition takes apart, as people type it.
  const letters = { "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i" };
  const fold = (text) =>
    text
      .toLowerCase()
      .normalize("NFKD")
      .replace(/[łøđðþæœßı]/g, (letter) => letters[letter])
      .replace(/[\p{M}\p{Cf}'’‘ʼ`´\-‐‑–.,()]/gu, "")
      .replace(/\s+/g, " ")
      .replace(/(\d) (?=\d)/g, "$1")
      .trim();

  const rows = Array.from(body.rows, (row) => ({
    row,
    key: Array.from(row.querySelectorAll("[data-search]"), (part) => fold(part.textContent)).join("\n"),
    outcome: row.dataset.outcome,
    ready: row.dataset.ready === "yes",
    ward: row.dataset.ward,
    dates: row.dataset.dates.split(" ").filter(Boolean),
    hidden: false,
  }));
  // What is off the screen is not laid out then; a picture of the whole screen would lack it, so not of a usual list.
  document.body.classList.toggle("long", rows.length > LONG);
  const tallies = Array.from(document.querySelectorAll("[data-tally]"), (place) => ({
    place,
    outcome: place.dataset.tally,
    whole: place.textContent,
  }));
  const dated = Array.from(document.querySelectorAll("[data-date]"));

  const wordsOf = (choice) => choice.options[choice.selectedIndex].textContent.trim();
  const isSet = () => search.value.trim() !== "" || Object.values(choices).some((each) => each.value !== "");

  // A ward or a date that is not known may be any: whoever has none is always shown.
  const isShown = (each, words, outcome, ward, date) =>
    words.every((word) => each.key.includes(word)) &&
    (outcome === "" || each.outcome === outcome || (outcome === "not-ready" && !each.ready)) &&
    (ward === "" || each.ward === "" || each.ward === ward) &&
    (date === "" || each.dates.length === 0 || each.dates.includes(date));

  const apply = () => {
    const words = fold(search.value).split(" ").filter(Boolean);
    const [outcome, ward, date] = [choices.outcome.value, choices.ward.value, choices.date.value];
    const counts = { "": 0 };
    for (const each of rows) {
      const hidden = !isShown(each, words, outcome, ward, date);
      if (hidden !== each.hidden) each.row.hidden = each.hidden = hidden;
      if (!hidden) {
        counts[""] += 1;
        counts[each.outcome] = (counts[each.outcome] || 0) + 1;
      }
    }
    const filtered = isSet();
    for (const each of tallies) {
      const text = filtered ? `${counts[each.outcome] || 0} of ${each.whole}` : each.whole;
      if (each.place.textContent !== text) each.place.textContent = text;
    }
    for (const each of dated) each.hidden = date !== "" && each.dataset.date !== date;
    const said = `${counts[""]} of ${rows.length} ${rows.length === 1 ? "patient" : "patients"} shown`;
    if (shown.textContent !== said) shown.textContent = said;
    clear.disabled = !filtered;
    nobody.hidden = counts[""] > 0;
    table.hidden = !nobody.hidden; // a table without rows is none to a screen reader
    told.hidden = !filtered;
    // Beside the table it is what paper says of the choice; on a screen the controls say it.
    const chosen = Object.values(choices).filter((each) => each.value !== "").map(wordsOf);
    if (search.value.trim() !== "") chosen.push(`search “${search.value.trim()}”`);
    told.textContent = filtered ? `Not the whole list. ${said}: ${chosen.join("; ")}.` : "";
  };

  const keep = () => {
    const state = new URLSearchParams();
    for (const [key, choice] of Object.entries(choices)) if (choice.value !== "") state.set(key, choice.value);
    if (!shortcut.checked) state.set("shortcut", "off");
    try {
      history.replaceState(null, "", `#${state}`);
    } catch {
      // Some browsers allow it to no page from a file; the filters work all the same.
    }
  };

  const restore = () => {
    const state = new URLSearchParams(location.hash.slice(1));
    for (const [key, choice] of Object.entries(choices)) {
      const wanted = state.get(key) || "";
      // A bookmark of another day may name what this list does not have.
      choice.value = Array.from(choice.options).some((each) => each.value === wanted) ? wanted : "";
    }
    shortcut.checked = state.get("shortcut") !== "off";
    apply();
  };

  const clearAll = () => {
    search.value = "";
    for (const choice of Object.values(choices)) choice.value = "";
    keep();
    apply();
    search.focus();
  };

  search.addEventListener("input", apply);
  for (const choice of [...Object.values(choices), shortcut]) {
    choice.addEventListener("change", () => {
      keep();
      apply();
    });
  }
  clear.addEventListener("click", clearAll);
  window.addEventListener("hashchange", restore);
  window.addEventListener("pageshow", apply); // a browser may fill the search in again

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const at = event.target.tagName;
    if (event.key === "/" && shortcut.checked && at !== "INPUT" && at !== "SELECT") {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === "Escape" && at !== "SELECT" && isSet()) {
      event.preventDefault();
      clearAll();
    }
  });

  // Ways within the page must not take the choices out of the address.
  for (const link of document.querySelectorAll('a[href^="#"]')) {
    link.addEventListener("click", (event) => {
      const target = document.getElementById(link.hash.slice(1));
      if (!target) return;
      event.preventDefault();
      target.scrollIntoView();
      target.focus({ preventScroll: true });
    });
  }

  filters.hidden = false;
  restore();
});
