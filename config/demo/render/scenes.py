"""More styled pictures: the other collections, and scenes for pages and the journal. Places are in cm."""

from . import props, rooms
from .groups import HIGH, OAK, SMOKED, Group, S

LIMED = ((0.36, 0.31, 0.25), (0.56, 0.50, 0.42))


def chalk() -> None:
    """A white wall and a limed table with a pale cloth."""
    rooms.wall((0.40, 0.385, 0.355), 6.0)
    rooms.table(rooms.wooden(*LIMED), back=4.4)
    rooms.linen((0.47, 0.46, 0.43), (-1.2, -2.4, 6.5, 1.2), seed=6, fold=0.07)
    props.willow((-0.9, 1.75, 1.96), seed=14, stems=2, height=1.3, lean=0.5)
    rooms.morning(key=900, fill=70, world=0.24)
    rooms.window((0.8, 1.0, 0.4), (-12, -5, 9.0), strength=7, size=(5.2, 5.6))


def porcelain() -> None:
    """A grey-blue wall, oak, and mandarins against the blue."""
    rooms.wall((0.22, 0.27, 0.30), 6.0)
    rooms.table(rooms.wooden(*OAK), back=4.4)
    rooms.linen((0.50, 0.49, 0.45), (-6.5, -2.3, 1.6, 1.1), seed=17, fold=0.07)
    for x, y, turn, leaf in ((2, -14, 20, True), (9.5, -12, 150, False), (38.5, 3.5, 250, True)):
        props.mandarin(x, y, turn=turn, leaf=leaf)
    rooms.morning(key=900, fill=70, world=0.22)
    rooms.window((0.8, 1.2, 0.3), (-12, -5, 9.0), strength=9, size=(5.2, 5.6))


def embers() -> None:
    """A clay-red wall and smoked boards; pears in the bowl."""
    rooms.wall((0.20, 0.105, 0.07), 6.0)
    rooms.table(rooms.wooden(*SMOKED), back=4.4)
    for x, y, turn, tilt in ((9, 1, 20, 25), (15, 3.5, 130, -28), (14, -3, 250, 10)):
        props.pear(x, y, turn=turn, tilt=tilt, z=5.2)
    rooms.morning(key=820, fill=50, world=0.15)
    rooms.window((0.8, 1.2, 0.3), (-12, -5, 9.0), strength=10, size=(5.0, 5.4))


def workshop() -> None:
    """Two boards on a whitewashed wall, morning sun across them."""
    rooms.wall((0.52, 0.48, 0.42), 1.5)
    rooms.shelves([0.0, 3.5], rooms.wooden(*OAK, plank=5.0))
    rooms.morning(key=900, fill=60, world=0.22)
    rooms.window((0.6, 1.4, 2.6), (-10, -12, 9.5), strength=7, panes=(3, 3), size=(7.5, 6.0))


def tearoom() -> None:
    """A dark table with a grey-green runner, one window."""
    rooms.wall((0.16, 0.165, 0.13), 6.0)
    rooms.table(rooms.wooden(*SMOKED), back=4.4)
    rooms.linen((0.36, 0.37, 0.30), (-6.5, -1.5, 6.5, 0.9), seed=23, fold=0.04)
    props.willow((-2.9, 1.75, 1.62), seed=33, stems=2, height=1.5, lean=0.45)
    rooms.morning(key=760, fill=45, world=0.15)
    rooms.window((0.6, 1.0, 0.3), (-12, -5, 9.0), strength=9, size=(5.0, 5.4))


def morning_table() -> None:
    """An oak table with a linen cloth, eggs in their cups."""
    rooms.wall((0.44, 0.41, 0.36), 6.0)
    rooms.table(rooms.wooden(*OAK), back=4.4)
    rooms.linen((0.58, 0.54, 0.46), (-6.5, -1.7, 6.5, 1.3), seed=4, fold=0.07)
    props.egg(-3, -3, z=4.3)
    props.egg(14, -14, z=3.1)
    rooms.morning()
    rooms.window((0.8, 1.0, 0.2), (-12, -5, 9.0), strength=9, size=(5.2, 5.6))


def bakery() -> None:
    """An oak worktop before a pale green wall; a cloth at the side."""
    rooms.wall((0.36, 0.385, 0.33), 6.0)
    rooms.table(rooms.wooden(*OAK, plank=2.6), back=4.4)
    rooms.linen((0.56, 0.50, 0.42), (1.1, -2.8, 6.5, -0.3), seed=12, fold=0.1)
    for x, y, turn in ((-9, -13, 60), (-3, -15.5, 190)):
        props.pear(x, y, turn=turn)
    rooms.morning()
    rooms.window((0.8, 1.0, 0.2), (-12, -5, 9.0), strength=8, size=(5.2, 5.6))


def sill() -> None:
    """A painted window sill with the garden behind it."""
    rooms.table(rooms.wooden(*LIMED, plank=6.0), back=2.1)
    rooms.outlook()
    props.willow((-1.8, 0.55, 1.62), seed=9, stems=3, height=1.9, lean=0.55)
    rooms.softbox((-4.5, 6.0, 6.5), (6.0, 4.0), 900, (1.0, 0.97, 0.92))
    rooms.softbox((5.0, -6.0, 4.0), (5.0, 5.0), 260, (1.0, 0.96, 0.9))
    rooms.room(0.25)


def showroom() -> None:
    """Dark boards on a grey-green wall in the evening; the lamp is lit."""
    rooms.wall((0.23, 0.245, 0.205), 1.5)
    rooms.shelves([0.0, 3.6], rooms.wooden(*SMOKED, plank=5.0))
    rooms.morning(key=620, fill=90, world=0.16)
    rooms.window((-0.6, 1.4, 2.6), (-10, -12, 9.5), strength=4, panes=(3, 3), size=(8, 6.0))


SHELF = (62, 24.0, 3, 0.0, 2.55, 0.9)

SCENES = {
    "group-white": Group(
        pots=[
            S("moon_jar", "snow", 26, 18, scale=0.85),
            S("bottle_vase", "snow", -9, 17.5, scale=0.65),
            S("jug", "snow", -28, 10, turn=-20),
            S("serving_bowl", "snow", 6, 5),
            S("dinner_plate", "snow", -22, -7, scale=0.9),
            S("soup_plate", "snow", -22, -7, z=1.0, scale=0.9),
            S("butter_dish", "snow", 33, -4, turn=-28),
            S("cup_and_saucer", "snow", 12, -13, turn=-40),
            S("egg_cup", "snow", -2, -14),
        ],
        room=chalk,
        camera=HIGH,
        exposure=0.22,
    ),
    "group-brush": Group(
        pots=[
            S("meiping", "brush", -24, 17, scale=0.78),
            S("ginger_jar", "brush", 28, 18, turn=40, scale=0.95),
            S("tea_caddy", "brush", 5, 15, turn=20),
            S("soup_plate", "brush", -30, -6),
            S("rice_bowl", "brush", -30, -6, z=1.6, turn=50),
            S("gaiwan", "brush", -7, 0),
            S("cup_and_saucer", "brush", 17, -1, turn=-35),
            S("yunomi", "brush", 34, -7, turn=80),
            S("yunomi", "brush", 25, -13, turn=10),
        ],
        room=porcelain,
        camera=HIGH,
        exposure=0.3,
    ),
    "group-fire": Group(
        pots=[
            S("gourd_vase", "oxblood", -27, 16, scale=0.9),
            S("bud_vase", "raku", -13, 16),
            S("fruit_bowl", "shino", 12, 0),
            S("salt_pig", "shino", 37, 6, turn=-75, scale=0.85),
            S("chawan", "raku", -15, -5, turn=40),
            S("dessert_plate", "oxblood", -36, -4),
            S("sake_cup", "oxblood", -4, -14),
            S("sake_cup", "oxblood", 31, -10, turn=100),
            S("bottle_vase", "oxblood", 28, 21, scale=0.85),
        ],
        room=embers,
        camera=(62, 17.0, 20, 0.0, 1.05, 0.7),
        exposure=0.5,
    ),
    "scene-workshop": Group(
        pots=[
            *(S("mug", "bisque", -62 + 12.5 * n, 0, turn=-40) for n in range(3)),
            S("jug", "bisque", -18, 2, turn=195),
            *(S("serving_bowl", "bisque", 8, 1, z=3.0 * n, turn=50 * n, scale=0.8) for n in range(3)),
            S("shoulder_vase", "bisque", 34, 2, scale=0.85),
            S("bottle_vase", "bisque", 53, 2, scale=0.78),
            *(S("rice_bowl", "celadon", -59, 0, z=35 + 2.4 * n, turn=70 * n) for n in range(4)),
            S("teapot", "tenmoku", -39, 1, z=35, turn=-14),
            *(S("yunomi", "shino", -18 + 9 * n, -1 + n, z=35, turn=50 * n) for n in range(3)),
            S("moon_jar", "snow", 27, 1, z=35, scale=0.72),
            *(S("dinner_plate", "tide", 57, 1, z=35 + 0.8 * n, turn=40 * n, scale=0.9) for n in range(7)),
        ],
        room=workshop,
        camera=SHELF,
        exposure=0.3,
    ),
    "scene-tea": Group(
        pots=[
            S("kyusu", "tenmoku", -1, 3, turn=-38),
            S("chawan", "raku", -25, -4, turn=30),
            S("gaiwan", "celadon", 24, 1),
            S("fair_cup", "celadon", 11, -9, turn=200),
            S("yunomi", "celadon", 36, -7),
            S("yunomi", "shino", -10, -13, turn=60),
            S("tea_caddy", "ash", 18, 18),
            S("bud_vase", "celadon", -29, 17.5),
            S("incense_bowl", "celadon", 38, 16),
        ],
        room=tearoom,
        camera=(62, 15.5, 20, 0.0, 0.75, 0.6),
        exposure=0.5,
    ),
    "scene-breakfast": Group(
        pots=[
            S("mug", "tide", 22, 5, turn=-28),
            S("dinner_plate", "ash", -3, -3),
            S("egg_cup", "banded", -3, -3, z=1.2),
            S("egg_cup", "banded", 14, -14),
            S("cereal_bowl", "banded", -27, 1),
            S("butter_dish", "snow", -19, 17, turn=-14),
            S("honey_jar", "drip", 7, 16, turn=20),
            S("creamer", "snow", 35, 14, turn=200),
            S("side_plate", "tide", 36, -7),
        ],
        room=morning_table,
        camera=HIGH,
        exposure=0.22,
    ),
    "scene-baking": Group(
        pots=[
            S("casserole", "cobalt", 22, 14, turn=-14),
            S("utensil_pot", "banded", -29, 17, turn=30, scale=0.82),
            S("mixing_bowl", "banded", -10, 8, turn=-30),
            S("pie_dish", "shino", -27, -8, scale=0.9),
            S("gratin_dish", "tide", 12, -8, turn=-8, scale=0.85),
            S("ramekin", "snow", 37, -3),
            S("ramekin", "oxblood", 34, -13),
            S("ramekin", "snow", 37, -3, z=3.6, turn=20),
        ],
        room=bakery,
        camera=(62, 16.5, 24, 0.0, 0.8, 0.7),
        exposure=0.22,
    ),
    "scene-window": Group(
        pots=[
            S("bud_vase", "celadon", -18, 5.5),
            S("moon_jar", "celadon", 27, 4, scale=0.78),
            S("carafe", "tide", 3, 6, scale=0.92),
            S("herb_pot", "banded", -31, -2, scale=0.92),
            S("tealight_cup", "oxblood", 12, -7),
        ],
        room=sill,
        camera=(70, 16.0, 9, 0.0, 1.35, 0.5),
        exposure=0.1,
    ),
    "scene-showroom": Group(
        pots=[
            S("table_lamp", "tide", -47, 1, scale=0.74),
            *(S("dinner_plate", "celadon", -16, 1, z=0.8 * n, turn=40 * n, scale=0.85) for n in range(8)),
            *(S("rice_bowl", "celadon", 8, 0, z=2.4 * n, turn=60 * n) for n in range(4)),
            S("teapot", "celadon", 31, 1, turn=-20),
            S("meiping", "oxblood", 56, 2, scale=0.82),
            S("planter", "cobalt", -60, 1, z=36, scale=0.85),
            S("jug", "tide", -36, 1, z=36, turn=-16),
            *(S("mug", "tide", -16 + 13 * n, 0, z=36, turn=-38) for n in range(3)),
            S("serving_bowl", "tide", 33, 1, z=36, scale=0.8),
            S("shoulder_vase", "tenmoku", 58, 2, z=36, scale=0.8),
        ],
        room=showroom,
        camera=SHELF,
        exposure=0.65,
    ),
}
