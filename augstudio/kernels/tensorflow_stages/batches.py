"""Batches in graphs and data sets, whose images are changed eagerly all the same."""

from collections.abc import Callable

import numpy as np
import tensorflow as tf


def as_floats(images: tf.Tensor) -> tf.Tensor:
    """Images (B, H, W, C) as float32 in [0, 1]."""
    if images.shape.rank != 4:
        raise ValueError(f"expected images (B, H, W, C), got {tuple(images.shape)}")
    if images.dtype == tf.uint8:
        return tf.cast(images, tf.float32) / 255
    if not images.dtype.is_floating:
        raise ValueError(f"images are {images.dtype.name}: expected uint8 or floats")
    return tf.cast(images, tf.float32)


@tf.autograph.experimental.do_not_convert  # type: ignore[untyped-decorator]
def changed_eagerly(
    change: Callable[..., tf.Tensor],
    images: tf.Tensor,
    *others: tf.Tensor,
) -> tf.Tensor:
    """What eager code makes of images (B, H, W, C) and what else it takes."""
    inputs = [tf.convert_to_tensor(each) for each in (images, *others)]
    if tf.executing_eagerly():
        return change(*inputs)
    changed = tf.py_function(change, inputs, tf.float32)
    changed.set_shape(shape_after(change, *inputs))
    return changed


@tf.autograph.experimental.do_not_convert  # type: ignore[untyped-decorator]
def mixed_eagerly(
    change: Callable[..., tuple[tf.Tensor, tf.Tensor]],
    images: tf.Tensor,
    labels: tf.Tensor,
    *others: tf.Tensor,
) -> tuple[tf.Tensor, tf.Tensor]:
    """What eager code makes of images (B, H, W, C) and class probabilities (B, K)."""
    inputs = [tf.convert_to_tensor(each) for each in (images, labels, *others)]
    if tf.executing_eagerly():
        return change(*inputs)
    mixed, probabilities = tf.py_function(change, inputs, [tf.float32, tf.float32])
    mixed.set_shape(shape_after(lambda *given: change(*given)[0], *inputs))
    probabilities.set_shape(inputs[1].shape)
    return mixed, probabilities


def shape_after(
    change: Callable[..., tf.Tensor],
    images: tf.Tensor,
    *others: tf.Tensor,
) -> list[int | None]:
    """The shape of changed images, found out on a black one."""
    batch, *size = images.shape if images.shape.rank == 4 else [None] * 4
    if None in size:
        return [batch, None, None, size[-1]]
    with tf.init_scope():  # out of the graph that is being built
        black = tf.zeros([1, *size], images.dtype)
        blanks = [tf.zeros([1, *each.shape[1:]], each.dtype) for each in others]
        return [batch, *change(black, *blanks).shape[1:]]


def mixed_labels(
    labels: tf.Tensor,
    partners: np.ndarray,
    shares: np.ndarray,
) -> tf.Tensor:
    """Class probabilities (B, K), each mixed with its partner's by its own share."""
    own = tf.constant(shares.astype(np.float32))[:, None]
    return labels * own + tf.gather(labels, partners) * (1 - own)


def as_probabilities(labels: tf.Tensor) -> tf.Tensor:
    """Labels as float32, which have to be one-hot or class probabilities (B, K)."""
    if labels.shape.rank != 2:
        raise ValueError("labels are mixed: give (B, K) probabilities (tf.one_hot)")
    return tf.cast(labels, tf.float32)


def augmented_batches(
    ds: tf.data.Dataset,
    augment: Callable[..., tuple[tf.Tensor, tf.Tensor]],
    batch_size: int,
    seed: int,
) -> tf.data.Dataset:
    """Shuffled batches that know epoch and position; each pass is another epoch."""
    with tf.device("CPU"):  # where tf.data runs
        passes = tf.Variable(-1, dtype=tf.int64, trainable=False)

    def add_epoch(
        epoch: tf.Tensor,
        numbered: tuple[tf.Tensor, ...],
    ) -> tuple[tf.Tensor, ...]:
        # The first image of a pass begins an epoch.
        epoch = tf.cond(epoch < 0, lambda: passes.assign_add(1), lambda: epoch)
        return epoch, (epoch, *numbered)

    def augment_numbered(
        epochs: tf.Tensor,
        positions: tf.Tensor,
        examples: tuple[tf.Tensor, tf.Tensor],
    ) -> tuple[tf.Tensor, tf.Tensor]:
        return augment(*examples, epoch=epochs, index=positions)

    ds = ds.enumerate().scan(tf.constant(-1, tf.int64), add_epoch)
    ds = ds.shuffle(ds.cardinality(), seed=seed).batch(batch_size)
    return ds.map(augment_numbered, num_parallel_calls=tf.data.AUTOTUNE)
