"""Layers on (B, H, W, C) float32 images in Keras 3, where its own mean something else: their source is inlined into exports.

They are written with `keras.ops`, so that they run on TensorFlow, torch and JAX; every image of a batch gets draws of its own. Called
with `training=False` a layer does what the step's evaluation twin does. Images of one data set have one size, known before they are
read. Every line fits in 88 columns, so that an export is formatted as it is.
"""
