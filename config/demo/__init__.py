"""The demo business."""
