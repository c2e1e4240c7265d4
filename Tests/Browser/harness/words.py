"""The words of the site, from its own catalogue: tests name keys, so that a better word breaks
none of them."""

import functools
import json
import os

DATA = os.path.join(
    os.path.dirname(os.path.abspath(__file__)), *[".."] * 3, "Tools", "RapporteurWeb", "Assets", "Data"
)


@functools.cache
def _catalogue(language):
    with open(os.path.join(DATA, f"{language}.json"), encoding="utf-8") as file:
        return json.load(file)


def word(key, language="en", **arguments):
    """The string of a key, with its places filled."""
    text = _catalogue(language)[key]
    for name, value in arguments.items():
        text = text.replace("{" + name + "}", str(value))
    return text
