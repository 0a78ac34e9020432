"""Templates, compiled for one language and one root of addresses: what a page says in the same words each time is
settled when its template is compiled, and not with each page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from flask import Flask, current_app, request
from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator
from jinja2.visitor import NodeTransformer

from app.core.language import Language, language

Saying = Callable[..., Any]
_sayings: dict[str, Saying] = {}


def settles(**sayings: Saying) -> None:
    """Registers functions that answer the same for the same words, language and root."""
    _sayings.update(sayings)


def written(template: str, language: Language, /, **context: Any) -> str:
    """The page of a template, in this language."""
    app: Flask = current_app
    app.update_template_context(context)
    return _environment(app.jinja_env, language.code, request.script_root).get_template(template).render(context)


@lru_cache(maxsize=24)
def _environment(base: Environment, code: str, root: str) -> Environment:
    found = base.overlay()
    sayings = {"_": language(code).say, **_sayings}
    found.code_generator_class = type("Settling", (_Settling,), {"sayings": sayings})
    return found


class _Settling(CodeGenerator):
    sayings: Mapping[str, Saying]

    def visit_Template(self, node: nodes.Template, frame: Any = None) -> None:  # noqa: N802 - as Jinja calls it
        super().visit_Template(_Settled(self.sayings).visit(node), frame)


class _Settled(NodeTransformer):
    """Puts what is said in the place of the call that says it, where nothing in the call depends on the page."""

    def __init__(self, sayings: Mapping[str, Saying]) -> None:
        self.sayings = sayings

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        if not isinstance(node.node, nodes.Name) or node.node.name not in self.sayings or not _is_constant(node):
            return node
        said = self.sayings[node.node.name](
            *(each.as_const() for each in node.args), **{each.key: each.value.as_const() for each in node.kwargs}
        )
        constant = nodes.Const(str(said), lineno=node.lineno)
        return nodes.MarkSafe(constant, lineno=node.lineno) if hasattr(said, "__html__") else constant


def _is_constant(node: nodes.Call) -> bool:
    given = [*node.args, *(each.value for each in node.kwargs)]
    return not (node.dyn_args or node.dyn_kwargs) and all(isinstance(each, nodes.Const) for each in given)
