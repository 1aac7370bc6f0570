"""The simulation: facts of every table from the subjects' states, with the calibration of the domain."""

from data.demo.simulate.simulation import simulate

__all__ = ["simulate"]
