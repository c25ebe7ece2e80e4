"""The emitted function `make_dataset`: images in, batches out."""

from collections.abc import Collection

from augstudio.pipeline.model import Mode

_EPOCHS = """\

    Each pass over a training set is a new epoch: another order, and other draws, which
    depend on SEED, the epoch and the image's position in `ds` alone. `ds` has an end; to
    go on without one, call `repeat()` on what comes out."""

_MIXED_EPOCHS = """\

    Each pass over a training set is a new epoch: another order, and other draws, which
    depend on SEED, the epoch and the image's position in `ds` alone. How images are
    mixed depends on which of them meet in a batch, too. `ds` has an end; to go on
    without one, call `repeat()` on what comes out."""

_ONE_HOT = """\

    Labels come out one-hot, (B, num_classes), mixed in training as the images are: for
    keras.losses.CategoricalCrossentropy."""

_MAKE_ONE_HOT = """\

    def one_hot(image, label):
        return image, tf.one_hot(label, num_classes)

    ds = ds.cache().map(one_hot)"""

_PREPARED = """\
    ds = ds.map(prepare, num_parallel_calls=tf.data.AUTOTUNE)
    return ds.batch(batch_size).prefetch(tf.data.AUTOTUNE)"""

_AUGMENTED = """\
    ds = ds.shuffle(ds.cardinality(), seed=SEED)
    ds = ds.map(augment, num_parallel_calls=tf.data.AUTOTUNE)
    return ds.batch(batch_size).prefetch(tf.data.AUTOTUNE)"""

_NUMBER = """\
    with tf.device("CPU"):  # where tf.data runs
        passes = tf.Variable(-1, dtype=tf.int64, trainable=False)

    def add_epoch(epoch, numbered):
        # The first image of a pass begins an epoch.
        epoch = tf.cond(epoch < 0, lambda: passes.assign_add(1), lambda: epoch)
        return epoch, (epoch, *numbered)

    def augment_numbered(epoch, position, example):
        seed = tf.random.fold_in(tf.stack([SEED, position]), epoch)
"""

_AUGMENT_NUMBERED = """\
    ds = ds.enumerate().scan(tf.constant(-1, tf.int64), add_epoch)
    ds = ds.shuffle(ds.cardinality(), seed=SEED)
    ds = ds.map(augment_numbered, num_parallel_calls=tf.data.AUTOTUNE)
"""

_NUMBERED = f"""\
{_NUMBER}\
        return augment(*example, seed)

{_AUGMENT_NUMBERED}\
    return ds.batch(batch_size).prefetch(tf.data.AUTOTUNE)"""

_MIXED = f"""\
{_NUMBER}\
        return *augment(*example, seed), seed

    def mix_numbered(images, labels, seeds):
        # Draws depend on the first image's seed, and are others than its own.
        return mix_batch(images, labels, tf.random.fold_in(seeds[0], 1))

{_AUGMENT_NUMBERED}\
    ds = ds.batch(batch_size)
    ds = ds.map(mix_numbered, num_parallel_calls=tf.data.AUTOTUNE)
    return ds.prefetch(tf.data.AUTOTUNE)"""


def make_dataset(modes: Collection[Mode], *, is_random: bool, mixes: bool) -> str:
    """The source of the function.

    The epoch is held by each iterator (`scan`), taken from a variable that its first image advances: passes may overlap.

    Args:
        modes: Which chains there are; `training` chooses where there are both.
        is_random: The training chain draws for each image.
        mixes: Training batches are mixed.
    """
    training = _MIXED if mixes else _NUMBERED if is_random else _AUGMENTED
    if Mode.TRAIN not in modes:
        body = _PREPARED
    elif Mode.EVAL not in modes:
        body = training
    else:
        prepared = "\n".join(f"    {line}" for line in _PREPARED.splitlines())
        body = f"    if not training:\n{prepared}\n\n{training}"
    parameters = ["ds: tf.data.Dataset", *(["training: bool"] if len(modes) > 1 else []), "batch_size: int"]
    parameters += ["num_classes: int"] if mixes else []
    lines = [
        "def make_dataset(",
        *(f"    {parameter}," for parameter in parameters),
        ") -> tf.data.Dataset:",
        f'    """Batches of images and labels, from a data set of single ones.{_docstring_end(is_random, mixes)}',
        _MAKE_ONE_HOT if mixes else "    ds = ds.cache()",
        body,
    ]
    return "\n".join(lines)


def _docstring_end(is_random: bool, mixes: bool) -> str:  # noqa: FBT001 -- facts, not options
    if mixes:
        return f'\n{_ONE_HOT}\n{_MIXED_EPOCHS}\n    """'
    return f'\n{_EPOCHS}\n    """' if is_random else '"""'
