"""What DOC, DOCX, RTF and ODT share: fields, equations, list numbers, symbols, line breaks."""
