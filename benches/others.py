"""Python's XML readers, asked line by line: `expat (Python)` or `lxml (Python)`, a tab, a path; answers seconds.

Its first line says whether there is lxml. The file is in memory before the clock starts. Nobody listens to expat's
events: this is its own speed.
"""

import sys
import time
from xml.parsers import expat

try:
    from lxml import etree
except ImportError:
    etree = None


def read_expat(data):
    expat.ParserCreate().Parse(data, True)


def read_lxml(data):
    etree.fromstring(data, etree.XMLParser(huge_tree=True))


readers = {"expat (Python)": read_expat, "lxml (Python)": read_lxml}
print("lxml" if etree else "-", flush=True)
for line in sys.stdin:
    name, path = line.rstrip("\n").split("\t")
    with open(path, "rb") as file:
        data = file.read()
    start = time.perf_counter()
    readers[name](data)
    print(time.perf_counter() - start, flush=True)
