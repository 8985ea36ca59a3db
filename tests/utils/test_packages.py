"""What a package offers is there, described, and named unlike its modules."""

import importlib
import inspect
import pkgutil

import pytest

import utils

PACKAGES = [one.name for one in pkgutil.iter_modules(utils.__path__, "utils.") if one.ispkg]


@pytest.mark.parametrize("name", PACKAGES)
def test_every_name_that_a_package_offers_is_there_and_described(name: str):
    package = importlib.import_module(name)
    assert package.__doc__ and package.__all__ == sorted(
        package.__all__, key=lambda one: (not one.isupper(), one)
    )
    for offered in package.__all__:
        thing = getattr(package, offered)
        if inspect.isfunction(thing) or inspect.isclass(thing) or inspect.ismodule(thing):
            assert inspect.getdoc(thing), offered


@pytest.mark.parametrize("name", PACKAGES)
def test_no_name_is_that_of_a_module_as_well(name: str):
    """Python would put the module in the place of the function, once the module has been imported."""
    package = importlib.import_module(name)
    modules = {one.name for one in pkgutil.iter_modules(package.__path__)}
    for offered in modules & set(package.__all__):
        assert inspect.ismodule(getattr(package, offered)), offered


def test_a_name_stays_what_it_is_when_it_is_imported_again():
    from utils.models import muon as first

    importlib.import_module("utils.models.optimizers")
    from utils.models import muon as again

    assert callable(first) and again is first
