"""The version of the service and of the dataset that comes with it."""

VERSION = "0.1.0"
