"""What a page says of itself to whoever shares it."""

import re

HOST = "http://testserver"


def html_of(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def shared(client, path):
    """The picture's address and words."""
    html = html_of(client, path)
    return (
        *re.findall(r'property="og:image" name="twitter:image" content="([^"]+)"', html),
        *re.findall(r'property="og:image:alt" name="twitter:image:alt" content="([^"]+)"', html),
    )


def large(image):
    return f"{HOST}/media/renditions/1600/{image.file.name}.webp"
