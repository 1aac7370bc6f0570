"""The workbook as an Excel file."""
