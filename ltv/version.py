"""Which version of the program this is; files and records that hold computed numbers name it."""

VERSION = "0.1.0"
