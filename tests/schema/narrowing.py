"""Where a JSON Schema refuses something that an older one took, as far as its structure shows it.

A change counts as narrowing unless it is seen to widen: what cannot be compared must be the same. What
an `if` asks only by definitions that the older schema had not is about a rule that it did not know.
"""

ANNOTATIONS = {"$schema", "$id", "$comment", "title", "description", "default", "examples", "markdownDescription"}
AT_LEAST = {"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"}
AT_MOST = {"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"}
WITHIN = {"items", "propertyNames", "contains"}


def narrowings(old, new, at="#", known=None):
    """Yield the places where *new* may refuse what *old* took; *known* are the definitions of the older one."""
    if known is None:
        known = set(old.get("$defs", {})) if isinstance(old, dict) else set()
    old, new = ({} if schema is True else schema for schema in (old, new))
    if new in (old, {}) or old is False:
        return
    if new is False:
        yield f"{at}: everything"
        return
    yield from _values(old, new, at)
    yield from _members(old, new, at, known)
    for name in new.get("$defs", {}):
        if name in old.get("$defs", {}):
            yield from narrowings(old["$defs"][name], new["$defs"][name], f"{at}/$defs/{name}", known)
    for key in sorted(new.keys() - ANNOTATIONS - HANDLED):
        if old.get(key) != new[key]:
            yield f"{at}: {key}"


def _values(old, new, at):
    """Yield what is asked of a value itself: its type, its words, its limits."""
    if "type" in new and not _as_set(old.get("type", "any")) <= _as_set(new["type"]) | _implied(new["type"]):
        yield f"{at}: type"
    words = _words(new)
    if words is not None and (_words(old) is None or any(word not in words for word in _words(old))):
        yield f"{at}: enum"
    for key in sorted(AT_LEAST & new.keys()):
        if key not in old or new[key] > old[key]:
            yield f"{at}: {key}"
    for key in sorted(AT_MOST & new.keys()):
        if key not in old or new[key] < old[key]:
            yield f"{at}: {key}"


def _members(old, new, at, known):
    """Yield what is asked of the parts of a value, and of alternatives."""
    if not set(new.get("required", [])) <= set(old.get("required", [])):
        yield f"{at}: required"
    before, after = old.get("properties", {}), new.get("properties", {})
    others = old.get("additionalProperties", True), new.get("additionalProperties", True)
    for name in sorted(before.keys() | after.keys()):
        was, now = before.get(name, others[0]), after.get(name, others[1])
        yield from narrowings(was, now, f"{at}/{name}", known)
    yield from narrowings(*others, f"{at}/*", known)
    for key in sorted(WITHIN & new.keys()):
        yield from narrowings(old.get(key, True), new[key], f"{at}/{key}", known)
    if "anyOf" in new:
        for number, was in enumerate(old.get("anyOf", [{key: old[key] for key in old if key != "anyOf"}])):
            if all(any(narrowings(was, now, known=known)) for now in new["anyOf"]):
                yield f"{at}: anyOf {number}"
    if "allOf" in new:
        for number, now in enumerate(new["allOf"]):
            led_to = set(_references(now)) if "if" in now else set()
            if led_to and not led_to & known:
                continue
            if all(any(narrowings(was, now, known=known)) for was in old.get("allOf", [old])):
                yield f"{at}: allOf {number}"


HANDLED = AT_LEAST | AT_MOST | WITHIN | {
    "$defs", "type", "enum", "const", "required", "properties", "additionalProperties", "anyOf", "allOf",
}  # fmt: skip


def _references(schema):
    """Yield the names of the definitions that a schema refers to."""
    if isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"].removeprefix("#/$defs/")
        schema = schema.values()
    if not isinstance(schema, str | int | float | None):
        for part in schema:
            yield from _references(part)


def _as_set(kind):
    return {kind} if isinstance(kind, str) else set(kind)


def _implied(kind):
    return {"integer"} if "number" in _as_set(kind) else set()


def _words(schema):
    """Return the words that a schema allows, or None where it allows others."""
    return [schema["const"]] if "const" in schema else schema.get("enum")
