"""TensorFlow loads without a word and only when needed; a seed changes no setting; a report has no place."""

import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from utils import session

QUIET = """
import os
from utils import session
session.load_tensorflow()
import tensorflow as tf
tf.linalg.matmul(tf.ones((4, 4)), tf.ones((4, 4)))
tf.function(tf.exp, jit_compile=True)(tf.ones(3))
os.write(2, b'still here')
"""
IMPORT_ALL = """
import pkgutil, sys, utils
for module in pkgutil.walk_packages(utils.__path__, "utils."):
    if not module.name.startswith("utils.models."):  # subclasses of Keras' classes
        __import__(module.name)
        loaded = {"tensorflow", "keras", "sklearn", "statsmodels"} & set(sys.modules)
        assert not loaded, f"{module.name} loads {loaded}"
"""


def python(code: str, **environment: str) -> subprocess.CompletedProcess:
    """Run ``code`` in a fresh interpreter, without a choice of backend unless ``environment`` makes one."""
    clean = {name: value for name, value in os.environ.items() if name != "KERAS_BACKEND"}
    return subprocess.run(
        [sys.executable, "-c", code], env=clean | environment, capture_output=True, text=True
    )


@pytest.mark.slow
def test_nothing_but_what_is_written_afterwards():
    result = python(QUIET)
    assert result.returncode == 0
    assert result.stdout == ""
    assert result.stderr == "still here"


@pytest.mark.slow
def test_the_first_compilation_has_been_made_and_logged():
    # TensorFlow 2.20 logs the first one at every level; at level 0 all versions do.
    done = python(QUIET, TF_CPP_MIN_LOG_LEVEL="0")
    assert done.stderr.endswith("still here")
    assert "Compiled cluster using XLA" not in done.stderr


@pytest.mark.slow
def test_no_module_loads_tensorflow_at_import():
    done = python(IMPORT_ALL)
    assert done.returncode == 0, done.stderr


# Another backend


CURE = """before all else run these two lines in a cell:
import os
os.environ["KERAS_BACKEND"] = "tensorflow"
"""


@pytest.mark.parametrize("backend", ["jax", "torch", "numpy"])
def test_another_backend_in_the_environment_is_refused_before_anything_is_loaded(backend: str):
    done = python("from utils import session; session.load_tensorflow()", KERAS_BACKEND=backend)
    assert f"RuntimeError: Keras runs on '{backend}' in this kernel" in done.stderr
    assert done.stderr.endswith(CURE) and "keras/" not in done.stderr


def test_a_keras_that_was_imported_with_another_backend_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "keras", SimpleNamespace(backend=SimpleNamespace(backend=lambda: "jax")))
    with pytest.raises(RuntimeError, match="Keras runs on 'jax' in this kernel"):
        session.load_tensorflow()
    assert re.search(r"(?m)^Keras backend +jax$", session.report())


def test_a_keras_that_could_not_be_imported_for_its_backend_is_refused():
    # A failed import leaves modules behind that hold on to the backend, whatever the environment says then.
    code = """
import sys
sys.modules["jax"] = None
try:
    import keras
except ImportError:
    pass
import os
os.environ["KERAS_BACKEND"] = "tensorflow"
from utils import session
session.load_tensorflow()
"""
    done = python(code, KERAS_BACKEND="jax")
    assert done.stderr.endswith(CURE) and "During handling" not in done.stderr


@pytest.mark.slow
def test_a_backend_in_the_configuration_of_keras_does_not_count(tmp_path: Path):
    (tmp_path / "keras.json").write_text('{"backend": "jax"}')
    code = "from utils import session; session.load_tensorflow(); print(session.report())"
    done = python(code, KERAS_HOME=str(tmp_path), KERAS_BACKEND="")
    assert done.returncode == 0, done.stderr
    assert re.search(r"(?m)^Keras backend +tensorflow$", done.stdout)


@pytest.mark.slow
def test_helpers_that_need_no_backend_are_imported_on_any():
    done = python("import utils.preprocessing, utils.plotting, utils.datasets", KERAS_BACKEND="jax")
    assert done.returncode == 0, done.stderr


# A seed


@pytest.fixture
def settings():
    """Functions that read and write each setting of Keras; all are put back in the end."""
    import keras
    import tensorflow as tf

    def switch(name: str):
        functions = {True: f"enable_{name}", False: f"disable_{name}"}
        is_on = getattr(keras.config, f"is_{name}_enabled")
        return lambda: is_on() is not False, lambda on: getattr(keras.config, functions[on])()

    config = keras.config
    found = {name: switch(name) for name in ("interactive_logging", "traceback_filtering", "flash_attention")}
    found |= {
        "dtype policy": (lambda: config.dtype_policy().name, config.set_dtype_policy),
        "floatx": (config.floatx, config.set_floatx),
        "epsilon": (config.epsilon, config.set_epsilon),
        "data format": (config.image_data_format, config.set_image_data_format),
        "eager": (tf.config.functions_run_eagerly, tf.config.run_functions_eagerly),
        "distribution": (keras.distribution.distribution, keras.distribution.set_distribution),
    }
    before = {name: get() for name, (get, _) in found.items()}
    yield found
    for name, (_, put) in found.items():
        put(before[name])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("interactive_logging", False),
        ("traceback_filtering", False),
        ("flash_attention", False),
        ("dtype policy", "mixed_float16"),
        ("dtype policy", "mixed_bfloat16"),
        ("dtype policy", "float64"),
        ("floatx", "float64"),
        ("epsilon", 1e-5),
        ("data format", "channels_first"),
        ("eager", True),
    ],
)
def test_a_seed_leaves_the_settings_alone(name: str, value: object, settings: dict):
    get, put = settings[name]
    assert get() != value
    put(value)
    others = {other: get() for other, (get, _) in settings.items() if other not in (name, "dtype policy")}
    session.set_seed(0)
    assert get() == value
    assert {other: settings[other][0]() for other in others} == others


def test_a_seed_leaves_a_distribution_alone(settings: dict):
    import keras

    try:
        distribution = keras.distribution.DataParallel(devices=["cpu:0"], auto_shard_dataset=False)
    except AttributeError:
        pytest.skip("this Keras cannot distribute with TensorFlow, so there is nothing to be left alone")
    keras.distribution.set_distribution(distribution)
    session.set_seed(0)
    assert keras.distribution.distribution() is distribution


def test_a_seed_does_not_undo_a_later_floatx(settings: dict):
    import keras

    session.set_seed(0)
    keras.layers.Dense(1)  # Keras takes floatx as its policy now
    keras.config.set_floatx("float64")
    session.set_seed(0)
    assert keras.layers.Dense(1).dtype == "float64"


def test_a_seed_forgets_names_and_repeats_numbers():
    import keras

    def names_and_numbers(seed):
        session.set_seed(seed)
        drawn = np.random.random(), float(keras.random.uniform(()))  # noqa: NPY002
        return keras.layers.Dense(1).name, *drawn

    first = names_and_numbers(1)
    assert names_and_numbers(np.int64(1)) == first
    assert names_and_numbers(2)[1:] != first[1:]


@pytest.mark.parametrize("seed", [-1, 1.0, "1", None, True])
def test_a_seed_is_a_whole_number(seed: object):
    with pytest.raises(ValueError, match=r"seed is .*: expected"):
        session.set_seed(seed)


# The report


def test_the_report_names_versions_and_no_place(monkeypatch):
    monkeypatch.setenv("LSTM_COURSE_DATA", "/some/secret/folder")
    report = session.report()
    for word in ("python", "tensorflow", "keras", "numpy"):
        assert re.search(rf"(?m)^{word} +\d+\.\d+", report)
    assert re.search(r"(?m)^LSTM_COURSE_DATA +set$", report)
    assert "secret" not in report and str(Path.home()) not in report
    monkeypatch.delenv("LSTM_COURSE_DATA")
    monkeypatch.setattr(session, "REPORTED", ("no-such-package",))
    report = session.report()
    assert re.search(r"(?m)^LSTM_COURSE_DATA +not set$", report)
    assert re.search(r"(?m)^no-such-package +not installed$", report)
