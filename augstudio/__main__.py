"""`python -m augstudio` is `augstudio`."""

import sys

from augstudio.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
