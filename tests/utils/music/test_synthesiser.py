"""The sound of a tune: its length, its pitch, its file."""

import io
import wave

import numpy as np
import pytest

from utils.music import read_tune, sound, wav_bytes, wave_of
from utils.music.synthesiser import RATE

HEAD = "M:4/4\nL:1/8\nK:C\n"


def test_a_whole_note_takes_its_seconds_and_bars_are_cut():
    tune = read_tune(HEAD + "C8|D8|E8|")
    assert len(wave_of(tune)) == round(3 * 1.25 * RATE)
    assert len(wave_of(tune, bars=2, seconds_a_whole=1)) == 2 * RATE


@pytest.mark.parametrize(("note", "frequency"), [("A8", 440), ("A,8", 220), ("a8", 880), ("c8", 523.25)])
def test_a_note_has_the_frequency_of_its_pitch(note, frequency):
    samples = wave_of(read_tune(HEAD + note + "|"))
    strength = np.abs(np.fft.rfft(samples))
    found = np.fft.rfftfreq(len(samples), 1 / RATE)[strength.argmax()]
    assert found == pytest.approx(frequency, abs=1)


def test_it_is_loud_but_in_range_and_a_rest_is_silent():
    samples = wave_of(read_tune(HEAD + "[CEG]4z4|"))
    assert np.abs(samples).max() == pytest.approx(1)
    assert np.all(samples[len(samples) // 2 :] == 0)
    assert np.all(wave_of(read_tune(HEAD + "z8|")) == 0)


def test_a_note_too_high_for_the_rate_is_silent_and_not_another_note():
    assert np.all(wave_of(read_tune(HEAD + "c''''8|")) == 0)


def test_the_file_holds_the_samples():
    samples = np.sin(np.arange(1000) / 20)
    with wave.open(io.BytesIO(wav_bytes(samples))) as stored:
        assert (stored.getnchannels(), stored.getsampwidth(), stored.getframerate()) == (1, 1, RATE)
        read = np.frombuffer(stored.readframes(2000), np.uint8)
    np.testing.assert_allclose(read / 127.5 - 1, samples, atol=0.005)


def test_a_player_holds_the_file_and_stays_small():
    tune = read_tune(HEAD + "C8|D8|E8|")
    player = sound(tune, bars=2)
    assert player.data == wav_bytes(wave_of(tune, bars=2))
    assert len(player.data) < 2 * 1.25 * RATE + 100


@pytest.mark.parametrize("wrong", [{"bars": 0}, {"seconds_a_whole": 0}, {"seconds_a_whole": "slow"}])
def test_wrong_numbers_are_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        wave_of(read_tune(HEAD + "C8|"), **wrong)


@pytest.mark.parametrize("wrong", [np.zeros((2, 2)), np.array([2.0]), np.array([np.nan])])
def test_what_is_no_wave_is_refused(wrong):
    with pytest.raises(ValueError, match="samples"):
        wav_bytes(wrong)
