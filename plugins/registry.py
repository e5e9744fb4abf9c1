"""A plugin's code, taken in whole or not at all."""

import difflib
import importlib
import inspect
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import reduce
from importlib.util import module_from_spec
from types import FunctionType, ModuleType
from typing import Final

from pluggy import HookImpl, PluginManager

from greenlane.plugins import hookspecs
from greenlane.plugins.discovery import OURS
from greenlane.plugins.locate import Package
from greenlane.plugins.trouble import Refused, describe, is_ours, where

PREFIX: Final = "greenlane_"
SPECS: Final[Mapping[str, FunctionType]] = {
    name: value for name, value in vars(hookspecs).items() if name.startswith(PREFIX)
}


@contextmanager
def all_or_nothing(package: Package) -> Iterator[None]:
    """When the block fails, forget what the plugin brought into the process. Raises Refused.

    Of the modules it imported, its own are forgotten. Others stay: some cannot be imported twice, and who
    else holds one by now is not known.
    """
    before = set(sys.modules)
    try:
        yield
    except BaseException as error:
        root = package.name.partition(".")[0]
        own = package.name if root == OURS else root
        for name in set(sys.modules) - before:
            if f"{name}.".startswith(f"{own}."):
                _forget(name)
        if isinstance(error, Refused) or is_ours(error):
            raise
        raise Refused([describe(error, package.folders)]) from None


def register(package: Package, attribute: str, name: str) -> dict[str, HookImpl]:
    """Import a plugin and check its hooks; one implementation by hook name.

    Each plugin has a manager of its own: a refused one is dropped with it, so nothing of it stays behind.
    Raises Refused, or whatever the plugin's code raises: to be called inside `all_or_nothing`.
    """
    plugin = reduce(getattr, attribute.split(".") if attribute else (), _imported(package))
    manager = PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    faults = list(_faults(plugin, manager, package))
    if faults:
        raise Refused(faults)
    manager.register(plugin, name)
    manager.check_pending()
    hooks: dict[str, HookImpl] = {}
    for hook in SPECS:
        implementations = getattr(manager.hook, hook).get_hookimpls()
        if len(implementations) > 1:
            raise Refused([f"{package.name} implements {hook} {len(implementations)} times: once is meant"])
        hooks.update((hook, one) for one in implementations)
    return hooks


def _forget(name: str) -> None:
    module = sys.modules.pop(name)
    above, _, last = name.rpartition(".")
    # A module stays in reach of its parent package by name.
    if isinstance(parent := sys.modules.get(above), ModuleType) and vars(parent).get(last) is module:
        delattr(parent, last)


def _imported(package: Package) -> ModuleType:
    if package.on_path:
        return importlib.import_module(package.name)
    if package.name in sys.modules:
        raise Refused([f"a module called {package.name} is imported already: give the folder another name"])
    module = module_from_spec(package.spec)
    sys.modules[package.name] = module
    assert package.spec.loader is not None
    package.spec.loader.exec_module(module)
    return module


def _faults(plugin: object, manager: PluginManager, package: Package) -> Iterator[str]:
    for name in dir(plugin):
        options = manager.parse_hookimpl_opts(plugin, name)
        if options is None and not name.startswith(PREFIX):
            continue
        function = inspect.unwrap(getattr(plugin, name))
        if not inspect.isroutine(function):
            continue
        code = getattr(function, "__code__", None)
        place = where(code.co_filename, code.co_firstlineno, package.folders) if code else ""
        if options is None:
            yield f"{place}{name} is not marked with @hookimpl (names with {PREFIX} are those of hooks)"
            continue
        hook = options.get("specname") or name
        if hook not in SPECS:
            if not options.get("optionalhook"):
                near = difflib.get_close_matches(hook, SPECS, 1)
                yield f"{place}there is no hook {hook}" + (f" (did you mean {near[0]}?)" if near else "")
        elif options.get("wrapper") or options.get("hookwrapper"):
            yield f"{place}{hook} is a wrapper: each plugin answers for itself alone"
        elif inspect.iscoroutinefunction(function) or inspect.isgeneratorfunction(function):
            yield f"{place}{hook} must return its answer: it may not be async, nor yield"
        elif not _fits(function, SPECS[hook]):
            yield f"{place}{hook} takes {inspect.signature(function)}: take (some of) {_written(SPECS[hook])}"


def _fits(function: object, spec: FunctionType) -> bool:
    """Whether each argument is one of the hook's, taken by place, with no default: pluggy fills none."""
    assert callable(function)
    return all(
        one.name in inspect.signature(spec).parameters
        and one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)
        and one.default is one.empty
        for one in inspect.signature(function).parameters.values()
    )


def _written(spec: FunctionType) -> str:
    return f"({', '.join(inspect.signature(spec).parameters)})"
