"""An ICC profile of a printing press, as small as one can be: a table of sixteen colours."""

import struct
from itertools import product

WHITE = struct.pack(">3i", 63190, 65536, 54061)


def press_profile():
    """Return a CMYK profile in which cyan is a muddy yellow: nobody gets that by reckoning without it."""
    identity = bytes(range(256))
    colours = bytearray()
    for cyan, magenta, yellow, black in product((0, 1), repeat=4):
        light = 128 if cyan or magenta or yellow else 255
        colours += bytes([0 if black else light, 128, 200 if cyan else 128])
    matrix = struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 65536)
    table = b"mft1" + bytes(4) + bytes([4, 3, 2, 0]) + matrix + identity * 4 + bytes(colours) + identity * 3
    name = b"desc" + bytes(4) + struct.pack(">I", 6) + b"press\0" + bytes(78)
    tags = {
        b"desc": name,
        b"wtpt": b"XYZ " + bytes(4) + WHITE,
        b"cprt": b"text" + bytes(4) + b"none\0",
        b"A2B0": table,
    }
    begin = 132 + 12 * len(tags)
    index, body = struct.pack(">I", len(tags)), b""
    for key, data in tags.items():
        padded = data + bytes(-len(data) % 4)
        index += key + struct.pack(">2I", begin + len(body), len(padded))
        body += padded
    head = struct.pack(">I4sI4s4s4s", begin + len(body), b"lcms", 0x02400000, b"prtr", b"CMYK", b"Lab ")
    head += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + WHITE
    return head.ljust(128, b"\0") + index + body
