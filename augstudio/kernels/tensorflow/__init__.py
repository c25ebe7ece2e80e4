"""Pixel kernels in TensorFlow."""
