// A block copied from a spreadsheet and pasted into a cell of the order matrix fills the cells from there on.

export function setUpMatrix(root) {
  for (const table of root.querySelectorAll("[data-matrix]")) {
    table.addEventListener("paste", (event) => {
      const text = event.clipboardData?.getData("text") ?? "";
      const from = event.target.closest("td");
      if (!from || !/[\t\n]/.test(text.trim())) return;
      event.preventDefault();
      const rows = [...table.tBodies[0].rows];
      const top = rows.indexOf(from.parentElement);
      const left = from.cellIndex;
      for (const [down, line] of text.trimEnd().split(/\r?\n/).entries())
        for (const [across, value] of line.split("\t").entries()) {
          const field = rows[top + down]?.cells[left + across]?.querySelector("input:not(:disabled)");
          if (field) field.value = value.trim();
        }
    });
  }
}
