"""What torchvision has no equal for, as modules that stand in a `Compose`: their source is inlined into exports.

Every line fits in 88 columns, so that an export is formatted as it is.
"""
