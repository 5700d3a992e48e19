"""How the sample files are invented: chance, the months, the tea shop, the software company."""
