// The sheet of a draft as a grid that is used like a spreadsheet: arrows, Enter, F2, a block pasted into cells.
// Faulty cells are red, doubtful ones amber; what is wrong and the way out are beside the cell that has the focus.
(function () {
  const ID = "intake-grid", LOOK = 50;
  let now = null; // the node, the sheet, its marks by cell, the grid's api, what changes are reported to

  const at = (row, column) => `${row}:${column}`;
  const keyOf = (column) => `c${column}`;

  function close() {
    if (!now) return;
    now.root.unmount();
    now.node.textContent = "";
    now.node.hidden = true;
    now = null;
  }

  async function show(node, sheet, about) {
    const isSame = now && about.isSame && now.node === node && now.sheet.number === sheet.number;
    if (isSame) {
      Object.assign(now, { sheet, about, marks: marksOf(sheet) });
      if (now.api) refresh();
      return;
    }
    close();
    node.hidden = false;
    node.textContent = "";
    const frame = node.appendChild(document.createElement("div")), note = node.appendChild(document.createElement("p"));
    note.className = "intake-cell-note";
    note.setAttribute("aria-live", "polite");
    const popup = node.appendChild(document.createElement("div"));
    popup.className = "intake-popup";
    popup.hidden = true;
    const root = window.ReactDOM.createRoot(frame), { createElement } = window.React;
    now = { node, sheet, about, root, note, popup, marks: marksOf(sheet), api: null };
    const mine = now;
    root.render(createElement(window.dash_ag_grid.AgGrid, {
      id: ID, columnDefs: [], rowData: [], className: "ag-theme-cockpit intake-ag", columnSize: null, setProps: () => {}, getRowId: "params.data.id",
      dashGridOptions: { ...about.settings, undoRedoCellEditing: true, rowHeight: 36, stopEditingWhenCellsLoseFocus: true, ensureDomOrder: true, domLayout: sheet.rows.length > 40 ? "normal" : "autoHeight" }, style: { width: "100%", height: sheet.rows.length > 40 ? "34rem" : "auto" },
    }));
    while (now === mine && !(window.dash_ag_grid.getApiAsync && document.getElementById(ID))) await new Promise((resolve) => setTimeout(resolve, LOOK));
    if (now !== mine) return;
    now.api = await window.dash_ag_grid.getApiAsync(ID);
    if (now !== mine) return;
    fill();
  }

  function marksOf(sheet) {
    const marks = new Map();
    for (const mark of sheet.marks) if (!marks.has(at(mark.row, mark.column)) || mark.kind === "fault") marks.set(at(mark.row, mark.column), mark);
    return marks;
  }

  function rowOf(row) {
    const values = { id: String(row.row), row: row.row, code: row.code, last: row.last_said };
    now.sheet.columns.forEach((column, index) => { values[keyOf(column.column)] = row.texts[index]; });
    for (const cell of now.about.kept) if (cell.row === row.row) values[keyOf(cell.column)] = cell.text;
    return values;
  }

  function fill() {
    const { api, sheet } = now, options = {
      defaultColDef: { sortable: false, resizable: true, suppressMovable: true, suppressHeaderMenuButton: true, wrapHeaderText: true, autoHeaderHeight: true, minWidth: 64, suppressKeyboardEvent: composing },
      enterNavigatesVertically: true, enterNavigatesVerticallyAfterEdit: true, suppressDragLeaveHidesColumns: true,
      rowClassRules: { "is-left-out": (params) => now && now.sheet.left_out.includes(params.data.code) },
    };
    api.updateGridOptions(options);
    const heard = { cellValueChanged: typed, cellFocused: tell, cellKeyDown: pressed, cellMouseOver: hovered, bodyScroll: () => { now.popup.hidden = true; } };
    for (const [name, hear] of Object.entries(heard)) api.addEventListener(name, (event) => { if (now && now.api === api) hear(event); });
    const isNarrow = now.node.clientWidth < 560, columns = sheet.columns.map((column) => ({
      field: keyOf(column.column), headerName: column.title, headerTooltip: column.title, editable: column.is_editable, pinned: column.is_office ? "left" : null,
      type: column.is_number ? "rightAligned" : undefined, ...(column.is_office ? { width: isNarrow ? 104 : 150 } : { minWidth: 92, flex: 1 }),
      cellClassRules: {
        "is-fault": (params) => kindAt(params, column) === "fault", "is-doubt": (params) => kindAt(params, column) === "doubt",
        "is-answered": (params) => kindAt(params, column) === "answered", "is-corrected": (params) => isCorrected(params, column),
      },
    }));
    if (sheet.last_title) columns.push({ field: "last", headerName: sheet.last_title, type: "rightAligned", cellClass: "intake-last", width: 92, pinned: isNarrow ? null : "right" });
    api.setGridOption("columnDefs", columns);
    api.setGridOption("rowData", sheet.rows.map(rowOf));
    now.node.dataset.isFilled = "1";
  }

  const kindAt = (params, column) => { const mark = now && now.marks.get(at(params.data.row, column.column)); return mark ? mark.kind : ""; };
  const isCorrected = (params, column) => Boolean(now && now.sheet.corrected.includes(at(params.data.row, column.column)));

  // What was checked again: texts that the server read otherwise, marks, offices left out.
  function refresh() {
    const { api, sheet } = now, editing = api.getEditingCells().map((cell) => at(cell.rowIndex, cell.column.getColId()));
    sheet.rows.forEach((row) => {
      const node = api.getRowNode(String(row.row));
      if (node && !editing.some((cell) => cell.startsWith(`${node.rowIndex}:`))) node.setData(rowOf(row));
    });
    api.refreshCells({ force: true });
    tell();
  }

  // An input method's keys are its own until it is done: they neither leave a cell nor confirm it.
  const composing = (params) => params.editing && (params.event.isComposing || params.event.keyCode === 229);

  // The first key of an input method does not begin editing by itself: the field must be there before it composes.
  function pressed(event) {
    const key = event.event;
    if (key.keyCode !== 229 || !event.colDef.editable || now.api.getEditingCells().length) return;
    now.api.startEditingCell({ rowIndex: event.rowIndex, colKey: event.column.getColId() });
    const field = now.node.querySelector(".ag-cell-inline-editing input");
    if (field) { field.value = ""; field.focus(); }
  }

  function typed(event) {
    if (event.oldValue === event.newValue || event.source === "api-refresh") return;
    now.about.change({ sheet: now.sheet.number, row: event.data.row, column: Number(event.colDef.field.slice(1)), text: String(event.newValue === null || event.newValue === undefined ? "" : event.newValue) });
  }

  function hovered(event) {
    const focus = now.api.getFocusedCell();
    if (!focus && now.marks.has(at(event.data.row, Number((event.colDef.field || "").slice(1))))) popup(event.data.row, Number(event.colDef.field.slice(1)));
  }

  // Beside the cell that has the focus: last week's figure below the grid, what is wrong in a box at the cell.
  function tell() {
    const focus = now.api.getFocusedCell(), node = focus && now.api.getDisplayedRowAtIndex(focus.rowIndex), column = focus ? Number(focus.column.getColId().slice(1)) : NaN;
    if (!node || Number.isNaN(column)) { now.popup.hidden = true; return; }
    const row = now.sheet.rows.find((each) => each.row === node.data.row);
    now.note.textContent = row && row.notes[column] ? row.notes[column] : "";
    if (now.marks.has(at(node.data.row, column))) popup(node.data.row, column); else now.popup.hidden = true;
  }

  function popup(row, column) {
    const mark = now.marks.get(at(row, column)), box = now.popup;
    const node = now.api.getRowNode(String(row)), cell = node && now.node.querySelector(`[row-index="${node.rowIndex}"] [col-id="${keyOf(column)}"]`);
    if (!cell || !mark || mark.kind === "answered") { box.hidden = true; return; }
    box.innerHTML = mark.html;
    box.className = `intake-popup is-${mark.kind}`;
    box.hidden = false;
    const place = cell.getBoundingClientRect(), frame = now.node.getBoundingClientRect();
    const left = Math.min(place.left - frame.left, frame.width - box.offsetWidth - 4);
    box.style.left = `${Math.max(0, left)}px`;
    box.style.top = `${place.bottom - frame.top - 6}px`;
  }

  function edit(row, column) {
    const node = now && now.api && now.api.getRowNode(String(row));
    if (!node) { const field = document.querySelector(`[data-cell$=",${row},${column}"]`); if (field) { field.focus(); field.select(); } return; }
    now.api.ensureIndexVisible(node.rowIndex);
    now.api.ensureColumnVisible(keyOf(column));
    now.api.setFocusedCell(node.rowIndex, keyOf(column));
    now.api.startEditingCell({ rowIndex: node.rowIndex, colKey: keyOf(column) });
  }

  // A block goes into the cells from the one that has the focus on, to the right and down, as far as they may be edited.
  function paste(text, target) {
    const focus = now && now.api && now.node.contains(target) ? now.api.getFocusedCell() : null;
    if (!focus) return false;
    const columns = now.api.getAllDisplayedColumns(), first = columns.findIndex((column) => column.getColId() === focus.column.getColId());
    text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n").forEach((line, down) => {
      const node = now.api.getDisplayedRowAtIndex(focus.rowIndex + down);
      if (!node) return;
      line.split("\t").forEach((value, right) => {
        const column = columns[first + right];
        if (column && column.getColDef().editable) node.setDataValue(column.getColId(), value.trim());
      });
    });
    return true;
  }

  document.addEventListener("focusin", (event) => { if (now && !now.node.contains(event.target)) now.popup.hidden = true; });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && now) now.popup.hidden = true; });
  window.cockpitDeskGrid = { show, close, edit, paste };
})();
