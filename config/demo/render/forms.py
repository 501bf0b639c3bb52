"""The forms of the range, and how each is looked at."""

from collections.abc import Callable
from dataclasses import dataclass

from . import garden, house, kitchen, larder, light, oven, serving, tableware, teaware, vases
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
    "candle_holder": Form(house.candle_holder, 15, 20, (0.58, 0.6), turn=-30),
    "incense_bowl": Form(house.incense_bowl, 10.6, 18, (0.62, 0.58)),
    "cereal_bowl": Form(tableware.cereal_bowl, 15, 24, (0.6, 0.64)),
    "dip_bowl": Form(tableware.dip_bowl, 9, 28, (0.5, 0.54)),
    "dessert_plate": Form(tableware.dessert_plate, 21, 40, (0.6, 0.7)),
    "coupe_plate": Form(tableware.coupe_plate, 24, 34, (0.6, 0.74)),
    "sushi_tray": Form(tableware.sushi_tray, 26, 34, (0.6, 0.8), turn=-22),
    "latte_bowl": Form(tableware.latte_bowl, 13.6, 22, (0.6, 0.62)),
    "beaker": Form(tableware.beaker, 9.9, 16, (0.56, 0.56)),
    "fruit_bowl": Form(serving.fruit_bowl, 31, 22, (0.6, 0.8)),
    "sauce_boat": Form(serving.sauce_boat, 19, 20, (0.56, 0.74), turn=-18),
    "butter_dish": Form(serving.butter_dish, 20, 20, (0.56, 0.72), turn=-24),
    "fair_cup": Form(serving.fair_cup, 8.6, 18, (0.52, 0.56), turn=-20),
    "kyusu": Form(serving.kyusu, 19, 22, (0.6, 0.76), turn=-38),
    "carafe": Form(serving.carafe, 22.6, 11, (0.68, 0.6), turn=-14),
    "ramekin": Form(oven.ramekin, 9.8, 24, (0.5, 0.54)),
    "pie_dish": Form(oven.pie_dish, 28, 32, (0.6, 0.8)),
    "casserole": Form(oven.casserole, 28, 17, (0.6, 0.82), turn=-16),
    "gratin_dish": Form(oven.gratin_dish, 33, 30, (0.6, 0.84), turn=-16),
    "salt_pig": Form(larder.salt_pig, 16, 12, (0.58, 0.62), turn=-48),
    "honey_jar": Form(larder.honey_jar, 12, 14, (0.62, 0.58)),
    "ginger_jar": Form(larder.ginger_jar, 24, 9, (0.68, 0.62)),
    "mortar": Form(larder.mortar, 15, 24, (0.6, 0.7), turn=-24),
    "spoon_rest": Form(larder.spoon_rest, 22, 36, (0.6, 0.74), turn=-28),
    "utensil_pot": Form(larder.utensil_pot, 18, 12, (0.72, 0.6)),
    "meiping": Form(vases.meiping, 31, 8, (0.71, 0.62)),
    "gourd_vase": Form(vases.gourd_vase, 29, 8, (0.70, 0.6)),
    "ikebana_dish": Form(vases.ikebana_dish, 31, 22, (0.6, 0.82), turn=-16),
    "bowl_planter": Form(garden.bowl_planter, 25, 18, (0.6, 0.72)),
    "herb_pot": Form(garden.herb_pot, 14, 15, (0.58, 0.6)),
    "bonsai_tray": Form(garden.bonsai_tray, 31, 22, (0.6, 0.82), turn=-20),
    "table_lamp": Form(light.table_lamp, 30, 7, (0.74, 0.62)),
    "tealight_cup": Form(light.tealight_cup, 8.2, 22, (0.5, 0.52)),
}
