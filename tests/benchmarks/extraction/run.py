"""The extraction benchmark: one truth set, our readers and those a user would pick instead, one table.

    .venv/bin/python tests/benchmarks/extraction/run.py [--seed S] [--per-variant N] [--formats docx,pdf] [--scans]
        [--peers .venv-peers/bin/python] [--tools tika,kreuzberg]

Without ``--peers`` only our own readers run. CPU seconds are per document on one core, imports not counted.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[3]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

import peer  # noqa: E402
import scoring  # noqa: E402
import truths  # noqa: E402

from crawler import extraction  # noqa: E402
from crawler.extraction.base import Table, render  # noqa: E402
from crawler.extraction.statutory.arithmetic import checks  # noqa: E402
from crawler.extraction.statutory.facts import facts  # noqa: E402

FIGURES = ("recall", "precision", "cells", "numbers", "paragraphs", "leak")
TOOLS = ("tika", "kreuzberg", "markitdown", "trafilatura", "pdfplumber", "python-docx", "mammoth")
RECOGNISERS = ("tesseract", "tesseract-6", "kreuzberg-ocr", "img2table-tesseract", "img2table-rapidocr")
NOTHING = {"error": "not read", "text": "", "tables": [], "seconds": 0.0}


def ours(samples):
    """Read all samples in this process, by their bytes alone."""
    answers = {}
    extraction.extract(samples[0].data)
    for sample in samples:
        started = time.process_time()
        text = extraction.extract(sample.data)
        seconds = time.process_time() - started
        answers[sample.name] = {"text": text.text, "tables": [grid.rows for grid in text.tables], "seconds": seconds}
        if text.status != "ok":
            answers[sample.name]["error"] = f"{text.status}: {text.notes}"
    return answers, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def others(python, tool, folder):
    """Read the folder with a peer, in its own environment."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        done = subprocess.run(
            [python, Path(peer.__file__), tool, folder, file.name],
            check=False, capture_output=True, timeout=3600, env=os.environ | {"OMP_THREAD_LIMIT": "1"},
        )  # fmt: skip
        if done.returncode:
            print(f"{tool}: {done.stderr.decode(errors='replace')[-300:]}", file=sys.stderr)
            return {}, 0
        answered = json.loads(Path(file.name).read_text("utf-8"))
    return answered["files"], answered["peak"]


def judged(samples, answers):
    """Score every sample; one that was not read scores nothing."""
    scores = {}
    for sample in samples:
        answer = answers.get(sample.name, NOTHING)
        found = scoring.score(sample.blocks, sample.title, sample.leaks, answer["text"], answer["tables"])
        scores[sample.name] = found
    return scores


def row(name, samples, answers, peak):
    scores = judged(samples, answers)
    means = scoring.mean(scores.values())
    failed = sum("error" in answers.get(sample.name, NOTHING) for sample in samples)
    seconds = sum(answers.get(sample.name, NOTHING)["seconds"] for sample in samples)
    figures = ["   –  " if means[figure] is None else f"{means[figure]:6.4f}" for figure in FIGURES]
    speed = f"{len(samples) / seconds:7.1f}" if seconds else "      –"
    return f"{name:24}{len(samples):5}{failed:7}  " + "  ".join(figures) + f"  {speed}{peak:7}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", default="benchmark")
    parser.add_argument("--per-variant", type=int, default=2)
    parser.add_argument("--formats", default=",".join((*truths.DIGITAL, "mht")))
    parser.add_argument("--scans", action="store_true", help="only scans and pictures (needs the OCR extra)")
    parser.add_argument("--peers", help="python of the peers' environment")
    parser.add_argument("--tools", help=f"default: {','.join(TOOLS)}; with --scans {','.join(RECOGNISERS)}")
    options = parser.parse_args()
    formats = truths.SCANNED if options.scans else tuple(options.formats.split(","))
    samples = list(truths.samples(options.seed, options.per_variant, formats))
    print(
        f"{'':24}{'docs':>5}{'failed':>7}  " + "  ".join(f"{figure[:6]:>6}" for figure in FIGURES) + "   docs/s    MB"
    )
    answers, peak = ours(samples)
    print(row("nianbao", samples, answers, peak))
    for kind in formats:
        print(row(f"  {kind}", [sample for sample in samples if sample.format == kind], answers, 0))
    held, broken = faults(samples, answers)
    print("\n".join([f"{held} identities hold in the truth, {len(broken)} of them fail in what nianbao read", *broken]))
    if options.peers:
        tools = options.tools.split(",") if options.tools else RECOGNISERS if options.scans else TOOLS
        compare(options.peers, tools, formats, samples)


def faults(samples, answers):
    """Count the identities that hold in the truth, and name those that what we read fails: each is our own fault."""
    held, broken = 0, []
    for sample in samples:
        answer = answers.get(sample.name, NOTHING)
        tables = [block.rows() for block in sample.blocks if isinstance(block, Table)]
        true = verdicts(tables, render(sample.blocks))
        read = verdicts(answer["tables"], answer["text"])
        held += sum(ok is True for ok in true.values())
        broken += [f"{sample.name}: {rule}" for rule, ok in true.items() if ok is True and read.get(rule) is not True]
    return held, broken


def verdicts(tables, text):
    """Return rule → whether it holds."""
    return {one["rule"]: one["ok"] for one in checks(facts(tables, text), text)}


def compare(python, tools, formats, samples):
    with tempfile.TemporaryDirectory() as folder:
        for sample in samples:
            (Path(folder) / sample.name).write_bytes(sample.data)
        for tool in tools:
            answers, peak = others(python, tool, folder)
            if all(answer.get("error", "").startswith("ModuleNotFoundError") for answer in answers.values()):
                print(f"{tool}: not installed there")
                continue
            print(row(tool, samples, answers, peak))
            for kind in formats:
                chosen = [sample for sample in samples if sample.format == kind]
                if any("error" not in answers.get(sample.name, NOTHING) for sample in chosen):
                    print(row(f"  {kind}", chosen, answers, 0))


if __name__ == "__main__":
    main()
