"""What XLS, XLSX, ODS and SpreadsheetML share: number formats, sheets as blocks."""
