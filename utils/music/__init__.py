"""Tunes in ABC notation: read, and heard."""

from utils.music.notation import Bar, Note, Tune, read_tune
from utils.music.synthesiser import sound, wav_bytes, wave_of

__all__ = ["Bar", "Note", "Tune", "read_tune", "sound", "wav_bytes", "wave_of"]
