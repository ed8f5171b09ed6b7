"""Types of the extension module; what the methods do is in their docstrings."""

import os
from typing import Sequence, TypedDict, Union

import numpy
from numpy.typing import ArrayLike, NDArray

Array = NDArray[numpy.float64]
Number = Union[float, Array]

FLAVOURS: tuple[int, ...]

class Error(Exception): ...
class InputError(Error): ...
class DataError(Error): ...

class Points(TypedDict):
    dataset: list[str]
    x: Array
    Q2: Array
    y: Array
    value: Array

class Theory:
    def __init__(
        self,
        card: Union[str, os.PathLike[str]],
        overrides: Sequence[str] = ...,
    ) -> None: ...
    @property
    def parameter_names(self) -> list[str]: ...
    @property
    def start_values(self) -> Array: ...
    @property
    def n_points(self) -> int: ...
    @property
    def points(self) -> Points: ...
    def predict(self, theta: ArrayLike) -> Array: ...
    def jacobian(self, theta: ArrayLike) -> Array: ...
    def chi2_and_gradient(self, theta: ArrayLike) -> tuple[Number, Array]: ...
    def pdfs(self, theta: ArrayLike, x: ArrayLike, q: ArrayLike) -> Array: ...
