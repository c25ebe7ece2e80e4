"""What the engine's stages do to batches (B, H, W, C) float32, in TensorFlow: their source is inlined into `exact` exports.

One kernel for each kind of stage, called with the stage's fields by name: arrays come from numpy, one row for each image, and are what
`augstudio.transforms.stage` says. Kernels run eagerly, because what a stage does is only known once its numbers are drawn. They follow
`augstudio.kernels.torch` line by line, also in the order of float32 arithmetic where rounding chooses a pixel, and are tested against it.
Every line fits in 88 columns, so that an export is formatted as it is.
"""
