"""Carriers: the interface that a plug-in fills, and the rates that are built in."""
