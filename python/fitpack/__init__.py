"""Parton distribution functions and their predictions, from a run card of fitpack.

    import fitpack
    theory = fitpack.Theory("card.yaml")
    chi2, gradient = theory.chi2_and_gradient(theory.start_values)

Theory        predictions and chi2 of the binned data of a card
Error         base of InputError (card, arguments) and DataError (files)
FLAVOURS      PDG numbers of the last axis of pdfs(): tbar ... dbar, g, d ... t

NumPy arrays go in and come out; contiguous arrays of float64 are not copied. Arrays of a wrong shape
raise ValueError. fitpack.torch puts gradients into PyTorch.
"""

from ._core import FLAVOURS, DataError, Error, InputError, Theory

__all__ = ["FLAVOURS", "DataError", "Error", "InputError", "Theory"]
