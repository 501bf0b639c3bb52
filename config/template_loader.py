"""Templates whose constant tags are rendered once: words, addresses and signs, in each language.

A page of the shop has some hundred `{% translate "..." %}`, `{% url "..." %}` and `{% icon "..." %}`; looking
each up again takes a tenth of the page's time.
"""

from collections.abc import Callable, Hashable

from django.template import Context, Node, NodeList, Origin, Template
from django.template.base import FilterExpression, Variable
from django.template.defaulttags import URLNode
from django.template.library import SimpleNode
from django.template.loaders import cached
from django.templatetags.i18n import TranslateNode
from django.urls import get_script_prefix, get_urlconf
from django.utils.translation import get_language

from config.template_numbers import write_plainly

Key = Callable[[Context], Hashable]


class ConstantNode(Node):
    """A node that says the same whenever `key` is the same; rendered once in this process for each."""

    child_nodelists = ()

    def __init__(self, node: Node, key: Key) -> None:
        """Take the place of a node."""
        self.node, self.key = node, key
        self.token, self.origin = node.token, node.origin
        self.said: dict[Hashable, str] = {}

    def render(self, context: Context) -> str:
        """Return what the node says here."""
        key = (context.autoescape, self.key(context))
        said = self.said.get(key)
        if said is None:
            said = self.said[key] = str(self.node.render(context))
        return said


class Loader(cached.Loader):
    """Django's cached loader; it folds what it loads and has programs read plain numbers."""

    def get_template(self, template_name: str, skip: "list[Origin] | None" = None) -> Template:
        """Return a template, its constant nodes folded the first time."""
        template: Template = super().get_template(template_name, skip)
        if "is_folded" not in template.__dict__:
            fold(template.nodelist)
            write_plainly(template.nodelist)
            template.__dict__["is_folded"] = True
        return template


def fold(nodes: NodeList) -> None:
    """Put constant nodes in the place of those that are, however deep."""
    for place, node in enumerate(nodes):
        if (key := _key_of(node)) is not None:
            nodes[place] = ConstantNode(node, key)
            continue
        for name in node.child_nodelists:
            inside = getattr(node, name, None)
            if isinstance(inside, NodeList):
                fold(inside)
        for _condition, inside in getattr(node, "conditions_nodelists", ()):  # of an `if`, which copies them
            fold(inside)


def _key_of(node: Node) -> Key | None:
    """Return what a node depends on, if that is little enough to keep what it says."""
    if isinstance(node, TranslateNode):
        return _language if _is_constant_word(node) else None
    if isinstance(node, URLNode):
        varies = node.args or node.kwargs or node.asvar or not _is_literal(node.view_name)
        return None if varies else _place
    if type(node) is SimpleNode and getattr(node.func, "is_constant", False) and node.target_var is None:
        given = [*node.args, *node.kwargs.values()]
        return _nothing if all(_is_literal(each) for each in given) else None
    return None


def _is_constant_word(node: TranslateNode) -> bool:
    given = node.filter_expression
    literal = isinstance(given.var, Variable) and given.var.literal is not None and not given.filters
    return (
        literal and node.asvar is None and (node.message_context is None or _is_literal(node.message_context))
    )


def _is_literal(given: FilterExpression) -> bool:
    return isinstance(given.var, str) and not given.filters


def _nothing(_context: Context) -> None:
    return None


def _language(_context: Context) -> Hashable:
    return get_language()


def _place(context: Context) -> Hashable:
    """Return all that an address without arguments depends on."""
    request = getattr(context, "request", None)
    match = getattr(request, "resolver_match", None)
    app = getattr(request, "current_app", None) or getattr(match, "namespace", None)
    return get_language(), get_urlconf(), get_script_prefix(), app
