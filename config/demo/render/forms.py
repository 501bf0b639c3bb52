"""The forms of the range, and how each is looked at."""

from collections.abc import Callable
from dataclasses import dataclass

from . import house, kitchen, tableware, teaware, vases
from .mesh import Shell


@dataclass(frozen=True)
class Form:
    """How to make a form, and how the camera stands to it.

    elevation: degrees above the table. fill: the share of the picture that the object takes, of the height or of
    the width, whichever is reached first. turn: degrees around z. size: the largest measure in cm; marks and
    speckles grow with its root, so that they stay visible on a tall vase.
    """

    make: Callable[[], list[Shell]]
    size: float
    elevation: float = 10.0
    fill: tuple[float, float] = (0.64, 0.66)
    turn: float = 0.0


FORMS = {
    "floor_vase": Form(vases.floor_vase, 52, 8, (0.74, 0.6)),
    "bud_vase": Form(vases.bud_vase, 16, 9, (0.60, 0.6)),
    "bottle_vase": Form(vases.bottle_vase, 30, 8, (0.70, 0.6)),
    "moon_jar": Form(vases.moon_jar, 29, 10, (0.64, 0.70)),
    "shoulder_vase": Form(vases.shoulder_vase, 26, 9, (0.66, 0.66)),
    "cylinder_vase": Form(vases.cylinder_vase, 24, 12, (0.64, 0.6)),
    "rice_bowl": Form(tableware.rice_bowl, 12, 24, (0.6, 0.60)),
    "serving_bowl": Form(tableware.serving_bowl, 27, 26, (0.6, 0.74)),
    "ramen_bowl": Form(tableware.ramen_bowl, 19, 24, (0.6, 0.68)),
    "pasta_bowl": Form(tableware.pasta_bowl, 23, 30, (0.6, 0.72)),
    "mixing_bowl": Form(tableware.mixing_bowl, 25, 22, (0.6, 0.74), turn=-28),
    "dinner_plate": Form(tableware.dinner_plate, 27, 40, (0.6, 0.78)),
    "side_plate": Form(tableware.side_plate, 18, 40, (0.6, 0.66)),
    "platter": Form(tableware.platter, 38, 40, (0.6, 0.84)),
    "soup_plate": Form(tableware.soup_plate, 23, 38, (0.6, 0.74)),
    "mug": Form(tableware.mug, 9.5, 17, (0.54, 0.64), turn=-24),
    "yunomi": Form(tableware.yunomi, 9, 17, (0.52, 0.56)),
    "espresso_cup": Form(tableware.espresso_cup, 6.2, 20, (0.44, 0.50)),
    "tumbler": Form(tableware.tumbler, 11, 16, (0.58, 0.56)),
    "cup_and_saucer": Form(tableware.cup_and_saucer, 15.5, 24, (0.56, 0.72), turn=-26),
    "teapot": Form(kitchen.teapot, 23, 14, (0.6, 0.80), turn=-14),
    "jug": Form(kitchen.jug, 19, 12, (0.66, 0.72), turn=-16),
    "canister": Form(kitchen.canister, 18, 12, (0.64, 0.6)),
    "planter": Form(kitchen.planter, 20, 16, (0.62, 0.66)),
    "chawan": Form(teaware.chawan, 12.2, 22, (0.6, 0.62)),
    "gaiwan": Form(teaware.gaiwan, 11.6, 18, (0.52, 0.58)),
    "tea_caddy": Form(teaware.tea_caddy, 11.7, 13, (0.56, 0.58)),
    "creamer": Form(teaware.creamer, 10, 15, (0.50, 0.60), turn=-18),
    "sugar_bowl": Form(teaware.sugar_bowl, 10, 15, (0.50, 0.58)),
    "sake_flask": Form(teaware.sake_flask, 13.2, 10, (0.60, 0.58)),
    "sake_cup": Form(teaware.sake_cup, 6.2, 22, (0.40, 0.46)),
    "baking_dish": Form(house.baking_dish, 34, 30, (0.6, 0.84), turn=-12),
    "cake_stand": Form(house.cake_stand, 28, 15, (0.6, 0.76)),
    "egg_cup": Form(house.egg_cup, 5.6, 15, (0.46, 0.5)),
    "candle_holder": Form(house.candle_holder, 15, 26, (0.5, 0.64), turn=-30),
    "incense_bowl": Form(house.incense_bowl, 10.6, 20, (0.5, 0.58)),
}
