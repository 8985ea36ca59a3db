"""With how many examples a property is tried."""

from hypothesis import settings


def examples(number: int, **more) -> settings:
    """Return settings with so many examples, but in ``make check`` with no more than its profile has.

    Args:
        number: of examples in ``make test``.
        more: other settings.
    """
    quick = settings.get_profile("quick")
    if settings.default == quick:
        number = min(number, quick.max_examples)
    return settings(max_examples=number, **more)
