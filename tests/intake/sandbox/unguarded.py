"""A keeper whose readers look through no workbook before it is unpacked: what the second line of defence is for."""

from ltv.intake import excel
from ltv.intake.sandbox import keeper
from ltv.intake.worksheet import Survey

if __name__ == "__main__":
    excel.survey = lambda content: Survey(cells=10**18)
    keeper.main()
