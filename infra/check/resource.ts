/** A resource as the template or the snapshot has it. Values may be ARM expressions: texts in square brackets. */
export interface Resource {
  readonly type: string;
  readonly name: string;
  /** Full id; in a snapshot only. */
  readonly id?: string;
  /** What an extension resource is about; in a template only. */
  readonly scope?: string;
  readonly properties?: unknown;
  readonly [member: string]: unknown;
}

export interface Template {
  readonly resources: Readonly<Record<string, TemplateResource>> | readonly TemplateResource[];
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly parameters?: Readonly<Record<string, Described>>;
  readonly outputs?: Readonly<Record<string, Described>>;
}

interface Described {
  readonly metadata?: { readonly description?: string };
}

interface TemplateResource extends Resource {
  readonly existing?: boolean;
}

/** A template and those of its modules, with the place of each. */
export function templatesIn(template: Template, place = 'main'): { place: string; template: Template }[] {
  const modules = Object.values(template.resources).flatMap(({ type, name, properties }) => {
    const inner = (properties as { template?: Template } | undefined)?.template;
    return type === 'Microsoft.Resources/deployments' && inner ? templatesIn(inner, name) : [];
  });
  return [{ place, template }, ...modules];
}

/** All resources of a compiled template and its modules, whether a condition makes them or not. */
export function templateResources(template: Template): Resource[] {
  return templatesIn(template).flatMap(({ template: { resources, variables = {} } }) =>
    Object.values(resources)
      .filter(({ type, existing }) => type !== 'Microsoft.Resources/deployments' && existing !== true)
      .map((resource) => withVariables(resource, variables) as Resource),
  );
}

/** Puts a variable's value where a text is nothing but that variable. */
function withVariables(value: unknown, variables: Readonly<Record<string, unknown>>): unknown {
  if (typeof value === 'string') {
    const [, name] = /^\[variables\('(\w+)'\)\]$/.exec(value) ?? [];
    return name === undefined ? value : (variables[name] ?? value);
  }
  if (Array.isArray(value)) return value.map((entry) => withVariables(entry, variables));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, withVariables(entry, variables)]));
}

/** The value at a path of members, undefined where there is none. */
export function at(resource: Resource, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, member) =>
        typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[member] : undefined,
      resource,
    );
}
