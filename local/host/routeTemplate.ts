/** One segment of a route template. Only the last may be optional or a catch-all. */
type RouteSegment =
  | { readonly kind: 'literal'; readonly text: string }
  | {
      readonly kind: 'parameter';
      readonly name: string;
      readonly constraint: keyof typeof constraints | undefined;
      readonly optional: boolean;
    }
  | { readonly kind: 'catchAll'; readonly name: string };

export type RouteTemplate = readonly RouteSegment[];

const dashed = '[\\da-f]{8}(?:-[\\da-f]{4}){3}-[\\da-f]{12}';
const guid = new RegExp(`^(?:[\\da-f]{32}|${dashed}|\\{${dashed}\\})$`, 'i');

const constraints = {
  /** .NET's Int32.TryParse: blanks around it and a sign are allowed. */
  int: (text: string) => /^\s*[+-]?\d+\s*$/.test(text) && (Number(text) | 0) === Number(text),
  guid: (text: string) => guid.test(text),
};

/**
 * Reads an ASP.NET route template: literals, `{name}`, `{name:int}`, `{name:guid}`, with `?` behind the last one, `{*rest}` at the end.
 *
 * @throws Error naming what is malformed or, though legal in ASP.NET, not supported here.
 */
export function parseRouteTemplate(route: string): RouteTemplate {
  const refuse = (reason: string) => new Error(`route "${route}": ${reason}`);
  if (route.startsWith('/')) throw refuse('a route that begins with "/" takes the whole real host down');
  if (route === '') return [];
  const names = new Set<string>();
  const segments = route
    .replace(/\/$/, '')
    .split('/')
    .map((text): RouteSegment => {
      if (text === '') throw refuse('an empty segment ("//")');
      if (!/[{}]/.test(text)) {
        if (/[?#%~*\\]/.test(text)) throw refuse(`the literal "${text}" has a character that is not supported`);
        return { kind: 'literal', text };
      }
      const match = /^\{(?<star>\*)?(?<name>[A-Za-z_]\w*)(?::(?<constraint>[^?{}]+))?(?<optional>\?)?\}$/.exec(text);
      if (!match?.groups) throw refuse(`the segment "${text}" is malformed or not supported`);
      const { star, name = '', constraint, optional } = match.groups;
      if (names.has(name.toLowerCase())) throw refuse(`the parameter "${name}" appears twice`);
      names.add(name.toLowerCase());
      if (star !== undefined) {
        if (constraint ?? optional) throw refuse(`the segment "${text}" is malformed or not supported`);
        return { kind: 'catchAll', name };
      }
      if (constraint !== undefined && !isConstraint(constraint)) {
        throw refuse(`the constraint "${constraint}" is not supported (int and guid are)`);
      }
      return { kind: 'parameter', name, constraint, optional: optional !== undefined };
    });
  for (const segment of segments.slice(0, -1)) {
    if (segment.kind === 'catchAll' || (segment.kind === 'parameter' && segment.optional)) {
      throw refuse(`only the last segment may be optional or a catch-all`);
    }
  }
  return segments;
}

/**
 * The parameters of a decoded path (without the leading slash, at most one trailing slash) that the template matches, or undefined.
 * An absent optional or an empty catch-all has no entry.
 */
export function matchRoute(template: RouteTemplate, path: string): Record<string, string> | undefined {
  const parts = path.replace(/\/$/, '').split('/');
  if (parts[0] === '') parts.pop();
  const parameters: Record<string, string> = {};
  for (const [index, segment] of template.entries()) {
    if (segment.kind === 'catchAll') {
      const rest = path.split('/').slice(index).join('/');
      if (rest !== '') parameters[segment.name] = rest;
      return parameters;
    }
    const text = parts[index];
    if (text === undefined) {
      if (segment.kind === 'parameter' && segment.optional) return parameters;
      return undefined;
    }
    if (!accepts(segment, text)) return undefined;
    if (segment.kind === 'parameter') parameters[segment.name] = text;
  }
  return parts.length > template.length ? undefined : parameters;
}

/** Whether some path matches both. Two parameters are taken to overlap whatever their constraints. */
export function routesOverlap(a: RouteTemplate, b: RouteTemplate): boolean {
  const [first, ...restOfA] = a;
  const [second, ...restOfB] = b;
  if (first?.kind === 'catchAll' || second?.kind === 'catchAll') return true;
  if (!first || !second) return [...a, ...b].every((segment) => segment.kind === 'parameter' && segment.optional);
  const together =
    first.kind === 'literal'
      ? accepts(second, first.text)
      : second.kind === 'literal'
        ? accepts(first, second.text)
        : true;
  return together && routesOverlap(restOfA, restOfB);
}

function accepts(segment: Exclude<RouteSegment, { kind: 'catchAll' }>, text: string): boolean {
  if (segment.kind === 'literal') return segment.text.toLowerCase() === text.toLowerCase();
  return segment.constraint === undefined || constraints[segment.constraint](text);
}

function isConstraint(text: string): text is keyof typeof constraints {
  return Object.hasOwn(constraints, text);
}
