"""Reads code and configuration of other libraries as pipelines. Sources are parsed, never run."""
