"""The demo brand's pictures, rendered with Blender's Cycles (a development tool: Kiln runs without it)."""
