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

Limits = tuple[float, float]

class PhaseSpace(TypedDict):
    s: float
    x: Limits
    Q2: Limits
    y: Limits
    W2: Limits

class EventDensity:
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
    def phase_space(self) -> PhaseSpace: ...
    def logpdf(self, theta: ArrayLike, x: ArrayLike, q2: ArrayLike) -> Number: ...
    def logpdf_vjp(
        self, theta: ArrayLike, x: ArrayLike, q2: ArrayLike, weights: ArrayLike
    ) -> Array: ...
    def normalisation(self, theta: ArrayLike) -> Number: ...
    def normalisation_gradient(self, theta: ArrayLike) -> Array: ...
    def sample(
        self, theta: ArrayLike, n: int, seed: int, *, first: int = ..., smooth: bool = ...
    ) -> tuple[Array, Array]: ...
    def sample_vjp(
        self,
        theta: ArrayLike,
        x: ArrayLike,
        q2: ArrayLike,
        weights_x: ArrayLike,
        weights_q2: ArrayLike,
    ) -> Array: ...
    def pdfs(self, theta: ArrayLike, x: ArrayLike, q: ArrayLike) -> Array: ...
