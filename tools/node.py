"""Run the node that set-up chose (the system's or the one from PyPI): tools/node.py ARGS…"""

import os
import sys
from pathlib import Path

folder = Path(__file__).resolve().parent.parent / ".venv" / "node-folder"
node = Path(folder.read_text()) / "node"
os.execv(node, [str(node), *sys.argv[1:]])  # nosec B606
