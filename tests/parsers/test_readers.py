import subprocess
import sys

HEAVY = ["pypdfium2", "onnxruntime", "PIL", "numpy", "python_calamine", "doc2docx"]


def test_reading_a_page_imports_no_other_reader():
    program = (
        "import sys, parsers; parsers.parse_report(b'<html><p>x</p></html>');"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")
