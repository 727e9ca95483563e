"""Lets ``python -m tidegate`` be the command line, so that child processes need no script on the PATH."""

from tidegate.cli import main

if __name__ == "__main__":
    main()
