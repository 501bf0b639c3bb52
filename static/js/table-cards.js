/* Names the cells of tables that a template wrote by hand, so that on a phone each row can be a card. Without
   it they scroll sideways. Lists of the kit (ListTable) carry the names already; `data-cards` asks for it
   outside of a panel. */

const TABLES = ".oscar-dashboard table.table, table[data-cards], .panel table.listing:not(.stacked)";

function headOf(table) {
  const rows = [...table.rows].filter((row) => row.cells.length && !row.querySelector(":scope > td"));
  return rows.length === 1 ? [...rows[0].cells] : [];
}

for (const table of document.querySelectorAll(TABLES)) {
  const labels = headOf(table).flatMap((cell) => Array(cell.colSpan).fill(cell.textContent.trim()));
  const rows = [...table.tBodies].flatMap((body) => [...body.rows]).filter((row) => row.querySelector(":scope > td"));
  const fits = (row) => [...row.cells].every((cell) => cell.rowSpan === 1)
    && (row.cells.length === 1 || row.cells.length === labels.length);
  if (labels.length && rows.every(fits)) {
    for (const row of rows) {
      for (const [place, cell] of [...row.cells].entries()) {
        cell.dataset.label = row.cells.length === 1 ? "" : labels[place];
        if (!cell.textContent.trim() && !cell.querySelector("svg, img, input, select, button, .icon")) {
          cell.dataset.empty = "";
        }
      }
    }
    table.classList.add("is-cards");
  }
}
