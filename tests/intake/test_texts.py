"""Texts of a column as pandas keeps them."""

import tracemalloc

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from ltv.intake.texts import categorical


@pytest.mark.parametrize("texts", [[], ["b", "a"], ["あ", "", "é"]])
def test_a_categorical_is_the_one_pandas_makes(texts):
    codes = np.arange(-1, len(texts), dtype=np.int32)
    usual = pd.Categorical.from_codes(codes, categories=pd.Index(texts, dtype="str"))
    pd.testing.assert_extension_array_equal(categorical(codes, pa.array(texts, pa.large_string())), usual)


def test_texts_of_a_categorical_never_become_objects_of_python():
    texts = pa.array([f"customer-{i:07d}" for i in range(20_000)], pa.large_string())
    codes = np.arange(len(texts), dtype=np.int32)
    tracemalloc.start()
    try:
        made = categorical(codes, texts)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 20 * len(made)
