"""Spreadsheets as people export them: any encoding, any delimiter, CSV or XLSX, read row by row in flat memory."""
