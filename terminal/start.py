"""Start the command: Ctrl-C while its modules load ends it without a traceback."""

import signal


def main() -> None:
    """Run the command line."""
    python_raises = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if python_raises:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from terminal import app

    if python_raises:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    app.main()
