"""Random fields that bend the image."""

import tensorflow as tf

from augstudio.kernels.tensorflow.filters import gaussian_blur


def elastic(image: tf.Tensor, seed: tf.Tensor, alpha: float, sigma: float) -> tf.Tensor:
    """Moves each pixel by a smooth random field; black outside the image."""
    rows, columns = tf.shape(image)[0], tf.shape(image)[1]
    fields = tf.random.stateless_uniform([rows, columns, 2], seed, -1, 1)
    if sigma > 0:
        fields = gaussian_blur(fields, sigma, int(8 * sigma + 1) // 2 * 2 + 1)
    across, down = tf.unstack(fields * (alpha / 2), axis=-1)
    x = tf.range(columns, dtype=tf.float32)[None, :] + across
    y = tf.range(rows, dtype=tf.float32)[:, None] + down
    return tf.ensure_shape(bilinear(image, x, y), image.shape)


def bilinear(image: tf.Tensor, x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
    """The values at places (x, y) in pixels; black outside the image."""
    size = tf.cast(tf.shape(image), tf.float32)
    bordered = tf.pad(image, [[1, 1], [1, 1], [0, 0]])
    x = tf.clip_by_value(x + 1, 0, size[1] + 1)[..., None]
    y = tf.clip_by_value(y + 1, 0, size[0] + 1)[..., None]
    left, top = tf.minimum(tf.floor(x), size[1]), tf.minimum(tf.floor(y), size[0])

    def pixels(row: tf.Tensor, column: tf.Tensor) -> tf.Tensor:
        return tf.gather_nd(bordered, tf.cast(tf.concat([row, column], -1), tf.int32))

    x, y = x - left, y - top
    upper = pixels(top, left) * (1 - x) + pixels(top, left + 1) * x
    lower = pixels(top + 1, left) * (1 - x) + pixels(top + 1, left + 1) * x
    return upper * (1 - y) + lower * y
