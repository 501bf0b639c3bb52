"""Short hand for Blender's shader nodes: sockets in, sockets out."""

from collections.abc import Sequence

import bpy

Value = bpy.types.NodeSocket | float
Colour = bpy.types.NodeSocket | Sequence[float]


class Nodes:
    """The node tree of one material. place holds object coordinates in cm divided by grain (see Form.size)."""

    def __init__(self, material: bpy.types.Material, grain: float = 1.0) -> None:
        self.tree = material.node_tree
        self.shader = self.tree.nodes["Principled BSDF"]
        where = self.add("TexCoord").outputs["Object"]
        self.place = self.add("VectorMath", operation="SCALE", inputs={0: where, "Scale": 1 / grain}).outputs[
            0
        ]

    def add(self, kind: str, *, inputs: dict | None = None, **settings: object) -> bpy.types.Node:
        """A node with settings; inputs are sockets to link or values to set."""
        node = self.tree.nodes.new(f"ShaderNode{kind}")
        for name, value in settings.items():
            setattr(node, name, value)
        for key, value in (inputs or {}).items():
            self.put(node.inputs[key], value)
        return node

    def put(self, socket: bpy.types.NodeSocket, value: object) -> None:
        """Link a socket or set its value; a colour may come as three numbers."""
        if isinstance(value, bpy.types.NodeSocket):
            self.tree.links.new(value, socket)
        elif socket.type == "RGBA":
            socket.default_value = (*value, 1.0)
        else:
            socket.default_value = value

    def set(self, name: str, value: object) -> None:
        """Link or set an input of the principled shader."""
        self.put(self.shader.inputs[name], value)

    def attribute(self, name: str) -> bpy.types.NodeSocket:
        """A value that the mesh carries per point (see mesh.py)."""
        return self.add("Attribute", attribute_name=name).outputs["Fac"]

    def math(self, operation: str, a: Value, b: Value = 0.0, c: Value = 0.0) -> bpy.types.NodeSocket:
        """One step of arithmetic."""
        return self.add("Math", operation=operation, inputs={0: a, 1: b, 2: c}).outputs[0]

    def total(self, *terms: tuple[Value, float]) -> bpy.types.NodeSocket:
        """Weighted sum: (value, weight) pairs."""
        result: Value = 0.0
        for value, weight in terms:
            result = self.math("MULTIPLY_ADD", value, weight, result)
        return result

    def ramp(
        self, value: Value, low: float, high: float, start: float = 0.0, end: float = 1.0
    ) -> bpy.types.NodeSocket:
        """A smooth step from start to end while value goes from low to high."""
        steps = {"Value": value, "From Min": low, "From Max": high, "To Min": start, "To Max": end}
        return self.add("MapRange", interpolation_type="SMOOTHSTEP", inputs=steps).outputs[0]

    def mixed(self, factor: Value, a: Colour, b: Colour) -> bpy.types.NodeSocket:
        """From colour a (factor 0) to colour b (factor 1)."""
        node = self.add("Mix", data_type="RGBA")
        sockets = {socket.identifier: socket for socket in node.inputs}
        self.put(sockets["Factor_Float"], factor)
        self.put(sockets["A_Color"], a)
        self.put(sockets["B_Color"], b)
        return next(socket for socket in node.outputs if socket.identifier == "Result_Color")

    def noise(self, scale: float, detail: float = 2.0, stretch: float = 1.0) -> bpy.types.NodeSocket:
        """Cloudy noise around 0.5; scale in features per cm, stretch > 1 draws it out downwards as runs."""
        where = self.place
        if stretch != 1.0:
            squeeze = {0: where, 1: (1.0, 1.0, 1.0 / stretch)}
            where = self.add("VectorMath", operation="MULTIPLY", inputs=squeeze).outputs[0]
        return self.add("TexNoise", inputs={"Vector": where, "Scale": scale, "Detail": detail}).outputs["Fac"]

    def specks(self, scale: float, size: float, density: float) -> bpy.types.NodeSocket:
        """Soft-edged iron spots: 1 on a spot. density 0..1 is the share of cells that have one."""
        cells = self.add("TexVoronoi", inputs={"Vector": self.place, "Scale": scale})
        lot = self.add("SeparateColor", inputs={0: cells.outputs["Color"]}).outputs
        here = self.math("LESS_THAN", lot["Red"], density)
        reach = self.math("MULTIPLY_ADD", lot["Green"], size, size * 0.25)
        near = self.ramp(self.math("DIVIDE", cells.outputs["Distance"], reach), 0.6, 1.0, 1.0, 0.0)
        return self.math("MULTIPLY", near, here)
