"""What the language switchers of a page offer."""

import re

LINK = re.compile(r'<a href="([^"]+)" lang="([^"]+)"')
HREFLANG = re.compile(r'rel="alternate" hreflang="([^"]+)" href="http://testserver([^"]+)"')


def links_on(response):
    """Language -> address, as the page's switchers name them (all alike)."""
    html = response.content.decode().replace("&amp;", "&")
    found = {(language, path) for path, language in LINK.findall(html)}
    assert len(found) == len({language for language, _path in found})
    return dict(found)
