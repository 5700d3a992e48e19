"""Half a million lines of a real shop (UCI Online Retail, Chen 2015, CC BY 4.0), against an independent sum."""

import pandas as pd

from ltv.intake import read
from tests.intake.files import accepted, adds_up


def test_half_a_million_lines_are_exact(real_data):
    path = real_data("uci_online_retail/online_retail.parquet")
    reading = read(path.read_bytes(), path.name)
    lines = pd.read_parquet(path)
    known = lines[lines["CustomerID"].notna()].drop_duplicates()
    expected = (known["Quantity"] * (known["UnitPrice"] * 1000).round()).sum()
    assert (accepted(reading)["amount"].sum(), reading.decimals) == (expected, 3)
    found = reading.problems.groupby("reason").size().to_dict()
    assert found == {"customer_missing": 135_080, "duplicate_row": 5_225}
    assert (reading.records, adds_up(reading)) == (541_909, True)
    assert accepted(reading)["customer_id"].nunique() == 4_372
