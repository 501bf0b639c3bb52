"""What a menu is made of."""


def entry(label, **destination):
    target = {"page": None, "category": None, "path": "", **destination}
    return ("entry", {"link": {"label": label, **target}, "links": []})
