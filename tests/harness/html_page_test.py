#!/usr/bin/env python3
"""Looks at the pages of --html in headless Chromium: html_page_test.py PROGRAM [KEEP_DIR].

PROGRAM is the test catalogue's command (relapse_mill). Each page is shown in frames as wide as a
desk and as a telephone, in light and in dark, and asked what a reader would see: lanes and marks in
line, tables, differences that open, contrast, no overflow, nothing loaded, nothing on the console.
With KEEP_DIR the pages and their screenshots stay there.
"""

import html
import json
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest

PROGRAM = ""
KEEP = None
WIDTHS = (1280, 390)
LEAST_CONTRAST = 4.5  # WCAG AA for text

PROBE = r"""
function luminance(rgb) {
  var c = rgb.map(function (v) { v /= 255; return v <= .03928 ? v / 12.92 : Math.pow((v + .055) / 1.055, 2.4); });
  return .2126 * c[0] + .7152 * c[1] + .0722 * c[2];
}
function parse(color) {
  var n = color.match(/[\d.]+/g).map(Number);
  return {rgb: n.slice(0, 3), alpha: n.length > 3 ? n[3] : 1};
}
function over(top, under) { return top.rgb.map(function (v, i) { return v * top.alpha + under[i] * (1 - top.alpha); }); }
function background(win, node) {
  var layers = [];
  for (var at = node; at; at = at.parentElement) layers.push(parse(win.getComputedStyle(at).backgroundColor));
  return layers.reverse().reduce(function (under, layer) { return over(layer, under); }, [255, 255, 255]);
}
function contrasts(win) {
  var worst = {ratio: 99, text: ""};
  win.document.querySelectorAll("body *").forEach(function (node) {
    var own = Array.from(node.childNodes).some(function (c) { return c.nodeType === 3 && c.data.trim(); });
    if (!own || node.tagName === "SCRIPT" || node.offsetParent === null) return;
    var under = background(win, node);
    var a = luminance(over(parse(win.getComputedStyle(node).color), under)), b = luminance(under);
    var ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < worst.ratio) worst = {ratio: ratio, text: node.className + ": " + node.textContent.slice(0, 40)};
  });
  return worst;
}
function middle(node) { var r = node.getBoundingClientRect(); return r.left + r.width / 2; }
function skew(doc) {
  var most = 0;
  doc.querySelectorAll(".lanes").forEach(function (lanes) {
    var heads = Array.from(lanes.querySelectorAll(".head .ls b")).map(middle);
    lanes.querySelectorAll(".ev .ls i.m, .ev .ls i.p").forEach(function (mark) {
      if (mark.offsetParent === null) return;
      var lane = Number(Array.from(mark.classList).find(function (c) { return /^c\d+$/.test(c); }).slice(1));
      most = Math.max(most, Math.abs(middle(mark) - heads[lane]));
    });
  });
  return most;
}
function look(frame) {
  var win = frame.contentWindow, doc = frame.contentDocument;
  function count(selector) { return doc.querySelectorAll(selector).length; }
  var diff = doc.querySelector(".ev .diff");
  var closed = diff && diff.checkVisibility() ? diff.offsetHeight : 0;
  if (diff) diff.closest("details").querySelector("summary").click();
  var result = {
    width: frame.clientWidth, scroll: doc.documentElement.scrollWidth, closed: closed,
    opened: diff && diff.checkVisibility() ? diff.offsetHeight : 0,
    background: win.getComputedStyle(doc.body).backgroundColor,
    lanes: count(".lanes"), heads: count(".lanes .head .ls b"), rows: count(".lanes .ev"),
    marks: count(".ev .m, .ev .p"), faults: count(".ev .m.x"), broken: count(".ev.broken .br"),
    properties: count(".properties tbody tr"), grid: count(".grid tbody td"), bank: count(".bank tbody tr"),
    copies: Array.from(doc.querySelectorAll(".copy")).filter(function (b) { return b.offsetHeight > 0; }).length,
    loaded: win.performance.getEntriesByType("resource").length, skew: skew(doc)
  };
  doc.querySelectorAll("details").forEach(function (one) { one.open = true; });
  result.scroll_open = doc.documentElement.scrollWidth;
  result.worst = contrasts(win);
  return result;
}
window.addEventListener("load", function () {
  var results = Array.from(document.querySelectorAll("iframe")).map(look);
  document.getElementById("results").textContent = JSON.stringify(results);
});
"""


def chromium(folder, *arguments):
    """Runs Chromium to its end: (stdout, stderr)."""
    run = subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
         "--hide-scrollbars", "--no-first-run", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--disable-quic", f"--user-data-dir={folder}/profile",
         "--enable-logging=stderr", *arguments],
        capture_output=True, text=True, timeout=120, check=False)
    return run.stdout, run.stderr


def console_lines(stderr):
    return [line for line in stderr.splitlines() if "CONSOLE" in line]


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="relapse-page-"))
        for name, words in {
            "finding": "exhaust mill/order --faults 2 --defect mill/forgets-the-order",
            "pigs": "close mill/pigs",
            "bank": "bank",
        }.items():
            subprocess.run([PROGRAM, *words.split(), "--html", f"{name}.html"], cwd=cls.folder,
                           check=False, capture_output=True)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def look(self, name, dark):
        """What the probe sees in each frame, and asserts what holds of every page."""
        page = (self.folder / f"{name}.html").read_text(encoding="utf-8")
        frames = "".join(f'<iframe width="{width}" height="900" style="border:0" '
                         f'srcdoc="{html.escape(page)}"></iframe>' for width in WIDTHS)
        probe = self.folder / "probe.html"
        probe.write_text(f"<!DOCTYPE html><meta charset=utf-8><body><pre id=results></pre>{frames}"
                         f"<script>{PROBE}</script>", encoding="utf-8")
        dom, log = chromium(self.folder, f"--blink-settings=preferredColorScheme={0 if dark else 1}",
                            "--virtual-time-budget=5000", "--dump-dom", f"file://{probe}")
        self.assertEqual(console_lines(log), [])
        text = re.search(r'<pre id="results">(.*?)</pre>', dom, re.DOTALL)
        self.assertTrue(text and text.group(1), "the probe did not run")
        seen = json.loads(html.unescape(text.group(1)))
        self.assertEqual([one["width"] for one in seen], list(WIDTHS))
        for one in seen:
            self.assertLessEqual(one["scroll"], one["width"], f"{name} overflows at {one['width']} px")
            self.assertLessEqual(one["scroll_open"], one["width"], f"{name} overflows when open")
            self.assertEqual(one["loaded"], 0, "something was loaded")
            self.assertGreaterEqual(one["worst"]["ratio"], LEAST_CONTRAST, one["worst"])
            self.assertGreater(one["copies"], 0, "the script did not run")
            self.assertLess(one["skew"], 1.0, "marks are not under the names of their lanes")
        return seen

    def test_finding_has_lanes_marks_and_differences_that_open(self):
        for one in self.look("finding", dark=False):
            self.assertGreater(one["lanes"], 0)
            self.assertGreaterEqual(one["heads"], 2 * one["lanes"])
            self.assertGreater(one["marks"], 4)
            self.assertGreater(one["faults"], 0)
            self.assertEqual(one["broken"], one["lanes"])
            self.assertGreater(one["properties"], 3)
            self.assertGreater(one["grid"], 0)
            self.assertEqual(one["closed"], 0)
            self.assertGreater(one["opened"], 10)

    def test_dark_is_dark_and_light_is_light(self):
        light = self.look("finding", dark=False)[0]["background"]
        dark = self.look("finding", dark=True)[0]["background"]
        self.assertGreater(min(map(int, re.findall(r"\d+", light))), 200)
        self.assertLess(max(map(int, re.findall(r"\d+", dark))), 60)

    def test_bank_is_a_table(self):
        for dark in (False, True):
            self.assertEqual([one["bank"] for one in self.look("bank", dark)], [3, 3])

    def test_without_findings_there_are_no_lanes(self):
        for one in self.look("pigs", dark=False):
            self.assertEqual(one["lanes"], 0)
            self.assertGreater(one["grid"], 0)

    def test_screenshots(self):
        for name in ("finding", "bank", "pigs"):
            image = self.folder / f"{name}.png"
            _, log = chromium(self.folder, "--window-size=1280,1600", f"--screenshot={image}",
                              f"file://{self.folder}/{name}.html")
            self.assertEqual(console_lines(log), [])
            data = image.read_bytes()
            self.assertEqual(data[:8], b"\x89PNG\r\n\x1a\n")
            self.assertEqual(struct.unpack(">I", data[16:20])[0], 1280)
            self.assertGreater(len(data), 20_000, "an empty page")
            if KEEP:
                KEEP.mkdir(parents=True, exist_ok=True)
                shutil.copy(image, KEEP)
                shutil.copy(self.folder / f"{name}.html", KEEP)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
    KEEP = pathlib.Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else None
    if shutil.which("chromium") is None:
        sys.exit("html_page_test.py: chromium is not installed; ci/setup.sh --tests installs it")
    unittest.main(argv=sys.argv[:1])
