"""Tables to sort, filter and search, drawn by AG Grid in the interface's language."""

from __future__ import annotations

from dash.development.base_component import Component
from dash_ag_grid import AgGrid

from layouts.charts.amount import Amount
from layouts.charts.chart import Column, Table
from layouts.words.language import Language

SHORT = 12  # rows that are all shown at once
NARROWEST = 150  # pixels that a column with a width of its own keeps on a phone
THEME = (
    "themeQuartz.withParams({backgroundColor: 'var(--panel)', foregroundColor: 'var(--text-1)', "
    "headerBackgroundColor: 'var(--panel)', headerTextColor: 'var(--text-3)', borderColor: 'var(--line)', "
    "accentColor: 'var(--celadon-5)', oddRowBackgroundColor: 'var(--panel)', rowHoverColor: 'var(--celadon-1)', "
    "fontFamily: 'inherit', headerFontFamily: 'inherit', fontSize: '0.875rem', headerFontWeight: 500, "
    "wrapperBorder: false, wrapperBorderRadius: '0px'})"
)


def grid(table: Table, words: Language) -> Component:
    """Return a table as a grid; cells with an address are links, numbers keep their decimals.

    A short one, which is seen at a glance, has no row of filters.
    """
    is_short = len(table.rows) <= SHORT
    return AgGrid(
        columnDefs=[_definition(column) for column in table.columns],
        rowData=[{key: str(v) if isinstance(v, Amount) else v for key, v in row.items()} for row in table.rows],
        defaultColDef={
            "sortable": True,
            "filter": True,
            "floatingFilter": not is_short,
            "resizable": True,
            "minWidth": 90,
        },
        columnSize="responsiveSizeToFit",
        csvExportParams={"fileName": f"{table.name}.csv"},
        dashGridOptions={
            "theme": {"function": THEME},
            "localeText": {
                key.removeprefix("grid."): text for key, text in words.messages.items() if key.startswith("grid.")
            },
            "animateRows": False,
            "domLayout": "autoHeight" if is_short else "normal",
            "pagination": len(table.rows) > 100,
            "paginationPageSize": 50,
            "suppressCsvExport": False,
            "ensureDomOrder": True,
        },
        className=f"ag-theme-cockpit{' is-short' if is_short else ''}",
        style={"width": "100%", "height": "var(--table-height)"},  # its own default is 400 pixels
    )


def _definition(column: Column) -> dict[str, object]:
    plain: dict[str, object] = {"field": column.key, "headerName": column.label}
    if column.is_pinned:
        plain["pinned"] = "left"
    if column.is_prose:
        plain |= {"wrapText": True, "autoHeight": True, "cellClass": "is-prose"}
    if column.width:
        plain |= {"width": column.width, "minWidth": min(column.width, NARROWEST)}
    if column.is_number:
        plain |= {
            "filter": "agNumberColumnFilter",
            "type": "rightAligned",
            "valueFormatter": {"function": f"cockpitNumber(params.value, {column.decimals})"},
        }
    if column.href_key:
        plain |= {"cellRenderer": "CockpitLink", "cellRendererParams": {"hrefKey": column.href_key}}
    return plain
