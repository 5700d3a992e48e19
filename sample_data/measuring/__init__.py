"""How the planted stories are measured in the sample files."""
