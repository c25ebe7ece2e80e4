"""The design as code for another framework, following every edit."""
