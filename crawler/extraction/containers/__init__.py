"""What documents come packed in: zips of XML parts, OLE2, what Word embeds, what only an office suite opens."""
