"""Pixel kernels in torch, for any device."""
