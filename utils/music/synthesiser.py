"""Make a tune heard: a plucked string from a few sine waves, in pure NumPy, small enough to be stored.

sound(read_tune(text))                  # plays in a notebook: the first eight bars
"""

import io
import wave
from typing import TYPE_CHECKING

import numpy as np

from utils.arguments import is_real, whole_number
from utils.music.notation import Tune

if TYPE_CHECKING:
    from IPython.display import Audio

__all__ = ["sound", "wav_bytes", "wave_of"]

RATE = 8000  # samples a second: enough for a melody, and a second of 8 bits takes 8 KB
HARMONICS = ((1, 1.0), (2, 0.5), (3, 0.25), (4, 0.12))  # multiple of the note's frequency, loudness
FADING = 3.0  # by exp(-FADING) a second; higher harmonics faster
FADE_OUT = 80  # samples at a note's end, so that it does not click


def wave_of(tune: Tune, bars: int = 8, seconds_a_whole: float = 1.25) -> np.ndarray:
    """Compute the wave of the first bars of a tune, repeats not played out.

    Args:
        tune: the tune.
        bars: how many bars to play, at least 1; all if there are fewer.
        seconds_a_whole: how long a whole note takes, above 0. At 1.25 eight bars of a reel take ten seconds.

    Returns:
        (samples,) float64 from -1 to 1, 8,000 a second.

    Raises:
        ValueError: if ``bars`` or ``seconds_a_whole`` is not such a number.
    """
    whole_number("bars", bars, 1)
    if not is_real(seconds_a_whole) or not 0 < seconds_a_whole < 60:
        raise ValueError(f"seconds_a_whole is {seconds_a_whole!r}: expected seconds, such as 1.25.")
    notes = [note for bar in tune.bars[:bars] for note in bar.notes]
    ends = np.cumsum([float(note.length) for note in notes]) * seconds_a_whole * RATE
    ends = np.round(ends).astype(int)
    wave_ = np.zeros(ends[-1])
    for note, start, end in zip(notes, [0, *ends], ends, strict=False):
        for pitch in note.pitches:
            wave_[start:end] += _pluck(pitch, end - start)
    return wave_ / max(np.abs(wave_).max(), 1e-9)


def _pluck(pitch: int, samples: int) -> np.ndarray:
    """One note: harmonics that fade, and none that the rate cannot hold; (samples,)."""
    seconds = np.arange(samples) / RATE
    frequency = 440 * 2 ** ((pitch - 69) / 12)
    parts = [
        loudness * np.exp(-FADING * k * seconds) * np.sin(2 * np.pi * k * frequency * seconds)
        for k, loudness in HARMONICS
        if k * frequency < RATE / 2
    ]
    fade_out = np.minimum(1, np.arange(samples, 0, -1) / FADE_OUT)
    return np.sum(parts, axis=0) * fade_out if parts else np.zeros(samples)


def wav_bytes(samples: np.ndarray) -> bytes:
    """Store a wave as a WAV file of 8 bits, one channel.

    Args:
        samples: (samples,) numbers from -1 to 1.

    Returns:
        The file.

    Raises:
        ValueError: if ``samples`` has another shape or leaves the range.
    """
    samples = np.asarray(samples, float)
    if samples.ndim != 1 or not np.all(np.abs(samples) <= 1):
        raise ValueError(f"samples has the shape {samples.shape}: expected (samples,) numbers from -1 to 1.")
    file = io.BytesIO()
    with wave.open(file, "wb") as stored:
        stored.setnchannels(1)
        stored.setsampwidth(1)
        stored.setframerate(RATE)
        stored.writeframes(np.round(127.5 + 127.5 * samples).astype(np.uint8).tobytes())
    return file.getvalue()


def sound(tune: Tune, bars: int = 8, seconds_a_whole: float = 1.25) -> "Audio":
    """Make a player of the first bars of a tune, for a notebook.

    Args:
        tune: the tune.
        bars: how many bars to play.
        seconds_a_whole: how long a whole note takes.

    Returns:
        The player; a notebook shows it if it is the last line of a cell.

    Raises:
        ValueError: as `wave_of`.
    """
    from IPython.display import Audio

    return Audio(data=wav_bytes(wave_of(tune, bars, seconds_a_whole)))
