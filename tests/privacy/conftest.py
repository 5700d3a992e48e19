"""What tests of privacy share."""

from tests.ui.conftest import _patient

__all__ = ["_patient"]
