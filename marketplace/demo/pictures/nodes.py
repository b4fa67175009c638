"""Materials written as expressions: a thin layer over Blender's shader nodes."""

import bpy


def output_of(value):
    return value.outputs[0] if isinstance(value, bpy.types.Node) else value


class Graph:
    """One material under construction.

    A value is a number, a colour (3 or 4 numbers), a node (its first output) or a socket.
    """

    def __init__(self, name: str) -> None:
        self.material = bpy.data.materials.new(name)
        self.material.use_nodes = True
        self.tree = self.material.node_tree
        self.tree.nodes.clear()
        self.coords = self.tree.nodes.new("ShaderNodeTexCoord").outputs

    def put(self, socket, value) -> None:
        value = output_of(value)
        if isinstance(value, bpy.types.NodeSocket):
            self.tree.links.new(value, socket)
        elif isinstance(value, tuple) and len(value) == 3 and socket.type == "RGBA":
            socket.default_value = (*value, 1)
        else:
            socket.default_value = value

    def add(self, kind: str, settings: dict | None = None, **inputs):
        """Make a node; an input's name is written with underscores, `i0` is the first input."""
        node = self.tree.nodes.new(f"ShaderNode{kind}")
        for key, value in (settings or {}).items():
            setattr(node, key, value)
        for key, value in inputs.items():
            is_index = key[0] == "i" and key[1:].isdigit()
            socket = node.inputs[int(key[1:]) if is_index else key.replace("_", " ")]
            self.put(socket, value)
        return node

    def mix(self, factor, one, two, blend: str = "MIX"):
        node = self.add("Mix", {"data_type": "RGBA", "blend_type": blend})
        self.put(node.inputs[0], factor)
        self.put(node.inputs[6], one)
        self.put(node.inputs[7], two)
        return node.outputs[2]

    def math(self, operation: str, *values, clamp: bool = False):
        node = self.add("Math", {"operation": operation, "use_clamp": clamp})
        for socket, value in zip(node.inputs, values, strict=False):
            self.put(socket, value)
        return node.outputs[0]

    def ramp(self, factor, *stops: tuple[float, tuple[float, ...]]):
        """Map a factor to colours by (position, colour) stops."""
        node = self.add("ValToRGB", Fac=factor)
        elements = node.color_ramp.elements
        while len(elements) < len(stops):
            elements.new(0.5)
        for element, (at, colour) in zip(elements, stops, strict=True):
            element.position, element.color = at, (*colour, 1)
        return node.outputs[0]

    def between(self, factor, low: float, high: float):
        """0 below `low`, 1 above `high`, straight between; turned round when low > high."""
        node = self.add("MapRange", {"clamp": True})
        self.put(node.inputs[0], factor)
        self.put(node.inputs[1], low)
        self.put(node.inputs[2], high)
        return node.outputs[0]

    def scaled(self, x: float = 1, y: float = 1, z: float = 1, source: str = "Object", turn=0.0):
        node = self.add("Mapping", Vector=self.coords[source], Scale=(x, y, z))
        node.inputs["Rotation"].default_value[2] = turn
        return node.outputs[0]

    def noise(self, scale: float, detail: float = 3, vector=None, distortion: float = 0):
        vector = self.coords["Object"] if vector is None else vector
        return self.add(
            "TexNoise", Vector=vector, Scale=scale, Detail=detail, Distortion=distortion
        ).outputs[0]

    def picture(self, image, vector=None, extension: str = "EXTEND"):
        """The colour of an image; its opacity is `.node.outputs["Alpha"]`."""
        vector = self.coords["UV"] if vector is None else vector
        node = self.add("TexImage", {"image": image, "extension": extension}, Vector=vector)
        return node.outputs[0]

    def bump(self, height, strength: float, distance: float, normal=None):
        node = self.add("Bump", Height=height, Strength=strength, Distance=distance)
        if normal is not None:
            self.put(node.inputs["Normal"], normal)
        return node.outputs[0]

    def finish(self, **inputs):
        """End the graph in a principled surface; returns the material."""
        shader = self.add("BsdfPrincipled", **inputs)
        out = self.tree.nodes.new("ShaderNodeOutputMaterial")
        self.tree.links.new(shader.outputs[0], out.inputs[0])
        return self.material


def rgb(text: str) -> tuple[float, float, float]:
    """Read "#c9a27a" as linear light."""
    values = (int(text[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values)
    return red, green, blue
