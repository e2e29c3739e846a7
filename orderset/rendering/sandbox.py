"""Jinja for a site's own templates: layout, and no way from a value to the program or a file."""

import jinja2
from jinja2.runtime import BlockReference, Context, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment, SandboxedEnvironment
from jinja2.utils import missing, object_type_repr

from orderset.rendering.templates import Templates


class LayoutOnly(ImmutableSandboxedEnvironment):
    """Jinja with nothing in it that computes or that leads from a value to the program."""

    intercepted_binops = frozenset(SandboxedEnvironment.default_binop_table)
    intercepted_unops = frozenset(SandboxedEnvironment.default_unop_table)

    def is_safe_callable(self, obj: object) -> bool:
        """Allow a template's own macros and blocks, no method of a value."""
        return isinstance(obj, Macro | BlockReference)

    def call(self, context: Context, obj: object, /, *args: object, **kwargs: object) -> object:
        """Call a macro or a block; Jinja's own refusal would quote the object with all it holds.

        Raises:
            SecurityError: it is neither.
        """
        if not self.is_safe_callable(obj):
            message = "a template may call its macros and blocks alone."
            raise jinja2.exceptions.SecurityError(message)
        return super().call(context, obj, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: object, right: object) -> object:  # noqa: ARG002 - Jinja's signature
        """Refuse arithmetic: what stands on paper was computed and checked before.

        Raises:
            SecurityError: always.
        """
        message = f"a template does not compute; it has {operator}."
        raise jinja2.exceptions.SecurityError(message)

    def call_unop(self, context: Context, operator: str, arg: object) -> object:
        """Refuse arithmetic, as ``call_binop`` does.

        Raises:
            SecurityError: always.
        """
        return self.call_binop(context, operator, arg, arg)


def missing_in(templates: Templates) -> type[jinja2.Undefined]:
    """Return what stands for a value that does not exist: an error wherever it is used."""

    class Missing(jinja2.StrictUndefined):
        @property
        def _undefined_message(self) -> str:
            # {{ barcodes[content.name] }} asks for a value that a patient's name names.
            name = str(self._undefined_name)
            shown = name if templates.say(name) else "…"
            if self._undefined_exception is jinja2.exceptions.SecurityError:
                return f"a template may not reach {shown}."
            if self._undefined_obj is missing:
                return f"there is no {shown}."
            return f"there is no {shown} in {object_type_repr(self._undefined_obj)}."

    return Missing


@jinja2.pass_context
def as_it_is(_: Context, value: object) -> object:
    """Return a value unchanged, at the time of printing.

    As ``finalize`` it keeps Jinja from evaluating what is constant when it compiles a template,
    which is done outside the workers and their limits.
    """
    return value
