"""Functions on one (H, W, C) float32 image in TensorFlow: their source is inlined into exports.

Every line fits in 88 columns, so that an export is formatted as it is. Sizes are read from tensors, so that data sets of images of
unequal size work too.
"""
