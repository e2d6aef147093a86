"""A release described for machines: Frictionless Data Package, Croissant (MLCommons), Citation File Format."""

from __future__ import annotations

import json
from typing import Any

from crawler.release import about
from crawler.release.about import ListedFile, ReleaseFacts
from storage.export import columns

Json = dict[str, Any]

_MEDIA_TYPES = {".csv": "text/csv", ".parquet": "application/vnd.apache.parquet", ".jsonl.gz": "application/gzip"}
_FRICTIONLESS = {
    columns.TEXT: "string",
    columns.JSON: "string",
    columns.WHOLE: "integer",
    columns.NUMBER: "number",
    columns.TRUTH: "boolean",
    columns.TIME: "datetime",
}
_CROISSANT = {
    columns.TEXT: "sc:Text",
    columns.JSON: "sc:Text",
    columns.WHOLE: "sc:Integer",
    columns.NUMBER: "sc:Float",
    columns.TRUTH: "sc:Boolean",
    columns.TIME: "sc:DateTime",
}
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def dumped(value: Json) -> str:
    """Return a description as text."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _media_type(file: ListedFile) -> str:
    return next(kind for ending, kind in _MEDIA_TYPES.items() if file.path.endswith(ending))


def _quoted(*texts: str) -> str:
    return ", ".join(json.dumps(text, ensure_ascii=False) for text in texts)


# --- Frictionless ---------------------------------------------------------------------------------------------------
def data_package(facts: ReleaseFacts) -> Json:
    """Return datapackage.json: https://specs.frictionlessdata.io (version 1)."""
    return {
        "profile": "data-package",
        "name": about.NAME,
        "title": about.TITLE,
        "description": about.ABSTRACT,
        "version": facts.version,
        "created": f"{facts.moment:%Y-%m-%dT%H:%M:%SZ}",
        "homepage": about.HOME,
        "keywords": list(about.KEYWORDS),
        "licenses": [{"name": about.LICENCE, "path": about.LICENCE_URL, "title": "Creative Commons Attribution 4.0"}],
        "contributors": [{"title": about.AUTHOR, "path": about.HOME, "role": "author"}],
        "resources": [_resource(file) for file in facts.files],
    }


def _resource(file: ListedFile) -> Json:
    name = file.path.replace(".", "-").replace("_", "-")
    resource = {
        "name": name,
        "path": file.path,
        "description": about.TABLES_ABOUT[file.table.table],
        "format": file.path.partition(".")[2],
        "mediatype": _media_type(file),
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
    }
    if not file.table.is_csv:
        return resource | {"profile": "data-resource", "type": "file"}
    fields = [{"name": name, "type": _FRICTIONLESS[kind]} for name, kind in columns.of(file.table.table).items()]
    return resource | {
        "profile": "tabular-data-resource",
        "type": "table",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "header": True},
        "schema": {"fields": fields, "missingValues": [""]},
    }


# --- Croissant ------------------------------------------------------------------------------------------------------
def croissant(facts: ReleaseFacts) -> Json:
    """Return croissant.json: https://docs.mlcommons.org/croissant (version 1.0)."""
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": about.NAME,
        "alternateName": about.TITLE,
        "description": about.ABSTRACT,
        "version": facts.version,
        "datePublished": facts.day,
        "license": about.LICENCE_URL,
        "url": about.HOME,
        "creator": {"@type": "sc:Organization", "name": about.AUTHOR, "url": about.HOME},
        "inLanguage": "zh",
        "keywords": list(about.KEYWORDS),
        "citeAs": bibtex(facts),
        "isLiveDataset": False,
        "distribution": [_file_object(file) for file in facts.files],
        "recordSet": [
            _record_set(file) for file in facts.files if file.path.endswith(".parquet") and _is_flat(file.table.table)
        ],
    }


def _is_flat(table: str) -> bool:
    return table != columns.REPORTS


def _file_object(file: ListedFile) -> Json:
    parquet = file.path.endswith(".parquet")
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path,
        "description": about.TABLES_ABOUT[file.table.table],
        "contentUrl": file.path,
        "contentSize": f"{file.bytes} B",
        "encodingFormat": "application/x-parquet" if parquet else _media_type(file),
        "sha256": file.sha256,
    }


def _record_set(file: ListedFile) -> Json:
    table = file.table.table
    return {
        "@type": "cr:RecordSet",
        "@id": table,
        "name": table,
        "description": about.TABLES_ABOUT[table],
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{table}/{name}",
                "name": name,
                "dataType": _CROISSANT[kind],
                "source": {"fileObject": {"@id": file.path}, "extract": {"column": name}},
            }
            for name, kind in columns.of(table).items()
        ],
    }


# --- citation -------------------------------------------------------------------------------------------------------
def citation(facts: ReleaseFacts) -> str:
    """Return CITATION.cff: https://citation-file-format.github.io (version 1.2.0)."""
    keywords = "".join(f"  - {_quoted(word)}\n" for word in about.KEYWORDS)
    return (
        "cff-version: 1.2.0\n"
        "type: dataset\n"
        f"message: {_quoted('If you use this corpus, please cite it as below.')}\n"
        f"title: {_quoted(about.TITLE)}\n"
        f"abstract: {_quoted(about.ABSTRACT)}\n"
        f"version: {_quoted(facts.version)}\n"
        f"date-released: {_quoted(facts.day)}\n"
        f"authors:\n  - name: {_quoted(about.AUTHOR)}\n"
        f"license: {about.LICENCE}\n"
        f"url: {_quoted(about.HOME)}\n"
        f"keywords:\n{keywords}"
    )


def bibtex(facts: ReleaseFacts) -> str:
    """Return the reference in BibTeX."""
    return (
        f"@misc{{nianbao{facts.moment:%Y%m%d}, author = {{{{{about.AUTHOR}}}}}, title = {{{about.TITLE}}}, "
        f"year = {{{facts.moment:%Y}}}, version = {{{facts.version}}}, howpublished = {{\\url{{{about.HOME}}}}}}}"
    )
