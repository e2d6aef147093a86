"""What documents come packed in: zips of XML parts, OLE2."""
