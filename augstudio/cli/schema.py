"""`augstudio schema`: the format of pipeline files, for editors and validators."""

from json import dumps

from augstudio.pipeline.schema import json_schema


def schema() -> int:
    """Print the JSON Schema of pipeline files; editors complete and check `*.augstudio.yaml` with it."""
    print(dumps(json_schema(), indent=2))
    return 0
