"""What every glaze starts from and what it gives back."""

from dataclasses import dataclass

from .nodes import Nodes, Value

STONEWARE = (0.36, 0.225, 0.135)
DARK_CLAY = (0.17, 0.095, 0.058)
PORCELAIN = (0.62, 0.55, 0.46)


@dataclass
class Surface:
    """What a recipe works with: the node tree and the values that most recipes share."""

    nodes: Nodes
    rise: Value
    inner: Value
    edge: Value
    ridge: Value
    cloud: Value
    run: Value

    def thin(self, *, edge: float = 1.0, ridge: float = 0.25, cloud: float = 0.5) -> Value:
        """Where the glaze lies thin; the weights say how much rim, ridges and chance matter."""
        centred = self.nodes.math("SUBTRACT", self.cloud, 0.5)
        return self.nodes.total((self.edge, edge), (self.ridge, ridge), (centred, cloud))


@dataclass
class Coat:
    """A glaze laid on: its colour, roughness, extra gloss, relief of the surface and the clay under it."""

    colour: Value
    roughness: Value = 0.12
    gloss: float = 0.2
    relief: float = 0.03
    grain: float = 3.0
    clay: tuple[float, float, float] = STONEWARE
