// @ts-check
/**
 * Shows the OpenAPI document that lies beside this page, and sends requests to the same service.
 *
 * @typedef {{ [keyword: string]: any }} Schema
 * @typedef {{ name: string, in: 'path' | 'query' | 'header', required?: boolean, description?: string, schema: Schema, example?: unknown }} Parameter
 * @typedef {{ description: string, headers?: Record<string, any>, content?: Record<string, any> }} Answer
 * @typedef {{ operationId: string, summary: string, description: string, tags: string[], security?: [], parameters: any[], requestBody?: any, responses: Record<string, any> }} Operation
 * @typedef {{ method: string, path: string, operation: Operation }} Row
 */

const begun = performance.now();
const response = await fetch('openapi.json');
const reference = await response.json();
const search = /** @type {HTMLInputElement} */ (document.getElementById('search'));
const token = /** @type {HTMLInputElement} */ (document.getElementById('token'));
const found = need('found');

/** @type {Row[]} */
const rows = Object.entries(reference.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
);
const sections = reference.tags.map(sectionOf);

document.title = `${reference.info.title}: API reference`;
need('about').replaceChildren(
  `${reference.info.title}. ${reference.info.description} `,
  element('a', { href: 'openapi.json' }, 'OpenAPI document'),
);
need('operations').append(...sections.map((/** @type {Section} */ { node }) => node));
need('things').append(element('ul', {}, ...sections.map((/** @type {Section} */ { link }) => link)));
search.addEventListener('input', filter);
need('find').addEventListener('submit', (event) => event.preventDefault());
document.addEventListener('keydown', (event) => {
  const inField = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
  if (event.key !== '/' || inField) return;
  event.preventDefault();
  search.focus();
});
addEventListener('hashchange', openLinked);
filter();
openLinked();
document.documentElement.dataset['readyMs'] = String(Math.round(performance.now() - begun));

/** @typedef {{ node: HTMLElement, link: HTMLElement, operations: { node: HTMLDetailsElement, text: string }[] }} Section */

/**
 * @param {{ name: string, description: string }} tag
 * @returns {Section}
 */
function sectionOf({ name, description }) {
  const id = `thing-${name.toLowerCase().replaceAll(' ', '-')}`;
  const operations = rows.filter(({ operation }) => operation.tags[0] === name).map(operationOf);
  return {
    node: element(
      'section',
      { 'aria-labelledby': id },
      element('h2', { id }, name),
      element('p', { class: 'quiet' }, description),
      ...operations.map(({ node }) => node),
    ),
    link: element('li', {}, element('a', { href: `#${id}` }, name)),
    operations,
  };
}

/** @param {Row} row */
function operationOf(row) {
  const { method, path, operation } = row;
  const body = element('div', { class: 'body' });
  const node = /** @type {HTMLDetailsElement} */ (
    element(
      'details',
      { class: 'operation', id: operation.operationId },
      element(
        'summary',
        {},
        element('span', { class: `method ${method.toLowerCase()}` }, method),
        element('span', { class: 'path' }, path),
        element('span', { class: 'quiet' }, operation.summary),
      ),
      body,
    )
  );
  // What is inside is made when it is first looked at.
  node.addEventListener('toggle', () => body.childElementCount === 0 && body.append(...insideOf(row)), { once: true });
  const codes = Object.values(operation.responses).map(({ $ref = '' }) => $ref);
  const text = [method, path, operation.operationId, operation.summary, operation.tags, operation.description, codes];
  return { node, text: text.join(' ').toLowerCase() };
}

/** @param {Row} row */
function insideOf(row) {
  const { operation } = row;
  const parameters = operation.parameters.map(resolve);
  const content = Object.entries(operation.requestBody?.content ?? {});
  const [type, media] = content[0] ?? [];
  return [
    element('p', {}, ...marked(operation.description)),
    element('h3', {}, 'Parameters'),
    element('ul', { class: 'members' }, ...parameters.map(parameterOf)),
    ...(media
      ? [
          element('h3', {}, 'Body'),
          element('p', { class: 'quiet' }, content.map(([name]) => name).join(' or ')),
          shapeOf(media.schema),
        ]
      : []),
    element('h3', {}, 'Answers'),
    ...Object.entries(operation.responses).map(([status, answer]) => answerOf(status, resolve(answer))),
    element('h3', {}, 'Try it'),
    formOf(row, parameters, type, media && exampleOf(media)),
  ];
}

/** @param {Parameter} parameter */
function parameterOf({ name, in: place, required, description, schema }) {
  return element(
    'li',
    {},
    element('code', required ? { class: 'required' } : {}, name),
    ` ${place}, ${typeOf(schema)}. `,
    ...marked(description ?? ''),
  );
}

/**
 * @param {string} status
 * @param {Answer} answer
 */
function answerOf(status, { description, headers = {}, content = {} }) {
  const [[type, media] = []] = Object.entries(content);
  const node = element('details', { class: 'answer' }, element('summary', {}, `${status} ${description}`));
  node.addEventListener(
    'toggle',
    () => {
      const names = Object.entries(headers).map(([name, header]) =>
        element('li', {}, element('code', {}, name), ' ', ...marked(resolve(header).description)),
      );
      node.append(element('ul', { class: 'members' }, ...names));
      if (!media) return;
      node.append(element('p', { class: 'quiet' }, String(type)), shapeOf(media.schema));
      const example = exampleOf(media);
      if (example !== undefined) node.append(element('pre', {}, pretty(example)));
    },
    { once: true },
  );
  return node;
}

/**
 * The members of a schema, and theirs.
 * @param {Schema} given
 * @returns {HTMLElement}
 */
function shapeOf(given) {
  const schema = resolve(given);
  const alternatives = schema['anyOf'] ?? schema['oneOf'];
  if (alternatives) return element('div', {}, ...alternatives.flatMap(oneOf));
  if (schema['allOf']) return element('div', {}, ...schema['allOf'].map(shapeOf));
  if (schema['type'] === 'array') return shapeOf(schema['items'] ?? {});
  const members = Object.entries(schema['properties'] ?? {});
  if (members.length === 0) return element('p', {}, typeOf(schema));
  return element(
    'ul',
    { class: 'members' },
    ...members.map(([name, member]) => {
      const required = schema['required']?.includes(name) === true;
      const inner = nested(member);
      return element(
        'li',
        {},
        element('code', required ? { class: 'required' } : {}, name),
        ` ${typeOf(member)}. `,
        ...marked(member.description ?? resolve(member).description ?? ''),
        ...(inner ? [shapeOf(inner)] : []),
      );
    }),
  );
}

/**
 * @param {Schema} schema
 * @param {number} at
 */
function oneOf(schema, at) {
  return [...(at === 0 ? [] : [element('p', { class: 'quiet' }, 'or')]), shapeOf(schema)];
}

/**
 * The schema whose members are worth showing below a member.
 * @param {Schema} given
 * @returns {Schema | undefined}
 */
function nested(given) {
  const schema = resolve(given);
  if (schema['type'] === 'array') return nested(schema['items'] ?? {});
  return schema['properties'] || schema['anyOf'] || schema['oneOf'] ? schema : undefined;
}

/**
 * @param {Schema} given
 * @returns {string}
 */
function typeOf(given) {
  const schema = resolve(given);
  const { type, enum: values, const: constant, format, minimum, maximum, maxLength, items } = schema;
  if (constant !== undefined) return JSON.stringify(constant);
  if (values) return values.map((/** @type {unknown} */ value) => JSON.stringify(value)).join(' | ');
  if (type === 'array') return `list of ${typeOf(items ?? {})}`;
  const name = given['$ref']?.split('/').at(-1) ?? schema['title'];
  const limits = [
    format,
    minimum === undefined ? undefined : `from ${minimum}`,
    maximum === undefined ? undefined : `to ${maximum}`,
    maxLength === undefined ? undefined : `at most ${maxLength} characters`,
  ].filter((limit) => limit !== undefined);
  return [name ?? type ?? (schema['anyOf'] || schema['oneOf'] ? 'one of' : 'any'), ...limits].join(', ');
}

/**
 * @param {Row} row
 * @param {Parameter[]} parameters
 * @param {string | undefined} type of the body
 * @param {unknown} example of the body
 */
function formOf({ method, path, operation }, parameters, type, example) {
  const id = (/** @type {string} */ name) => `${operation.operationId}-${name}`;
  const fields = parameters.map((parameter) => {
    const { name, in: place, required, example: value } = parameter;
    const input = /** @type {HTMLInputElement} */ (
      element('input', { id: id(name), autocomplete: 'off', ...(required ? { required: '' } : {}) })
    );
    if (required) input.value = String(value ?? '');
    return { name, place, input, label: element('label', { for: id(name) }, `${name} (${place})`) };
  });
  const body = /** @type {HTMLTextAreaElement} */ (element('textarea', { id: id('body'), spellcheck: 'false' }));
  body.value = example === undefined ? '' : pretty(example);
  const result = element('div', { role: 'status' });
  const form = element(
    'form',
    { 'aria-label': `Try ${method} ${path}` },
    element('div', { class: 'fields' }, ...fields.flatMap(({ label, input }) => [label, input])),
    ...(type === undefined ? [] : [element('label', { for: id('body') }, `Body (${type})`), body]),
    element('button', { type: 'submit' }, `Send ${method}`),
    result,
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const filled = fields.filter(({ input }) => input.value !== '');
    const filledPath = path.slice(1).replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(valueOf(filled, name)));
    // The page has a base, so that it is never null.
    const address = /** @type {URL} */ (URL.parse(filledPath, document.baseURI));
    for (const { name, input } of filled.filter(({ place }) => place === 'query')) {
      address.searchParams.set(name, input.value);
    }
    const headers = {
      ...(token.value === '' || operation.security ? {} : { authorization: `Bearer ${token.value}` }),
      ...(type === undefined ? {} : { 'content-type': type }),
      ...Object.fromEntries(
        filled.filter(({ place }) => place === 'header').map(({ name, input }) => [name, input.value]),
      ),
    };
    void send(result, address, { method, headers, ...(type === undefined ? {} : { body: body.value }) });
  });
  return form;
}

/**
 * @param {{ name: string, input: HTMLInputElement }[]} fields
 * @param {string} name
 */
function valueOf(fields, name) {
  return fields.find((field) => field.name === name)?.input.value ?? '';
}

/**
 * Sends a request and shows what comes back.
 * @param {HTMLElement} result
 * @param {URL} address
 * @param {{ method: string, headers: Record<string, string>, body?: string }} request
 */
async function send(result, address, request) {
  result.replaceChildren('Waiting for the answer …');
  try {
    const from = performance.now();
    const answer = await fetch(address, request);
    const text = await answer.text();
    const ms = Math.round(performance.now() - from);
    const headers = [...answer.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
    const isJson = answer.headers.get('content-type')?.includes('json');
    result.replaceChildren(
      element('p', {}, `${answer.status} ${answer.statusText} in ${ms} ms from ${address.pathname}${address.search}`),
      element('pre', {}, headers),
      ...(text === '' ? [] : [element('pre', {}, isJson ? pretty(JSON.parse(text)) : text)]),
    );
  } catch (error) {
    result.replaceChildren(`There was no answer: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Shows what has every word that is searched for. */
function filter() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const { node, link, operations } of /** @type {Section[]} */ (sections)) {
    for (const operation of operations) {
      operation.node.hidden = !words.every((word) => operation.text.includes(word));
      if (!operation.node.hidden) count++;
    }
    node.hidden = link.hidden = operations.every((operation) => operation.node.hidden);
  }
  found.textContent = `${count} of ${rows.length} operations`;
}

/** Opens the operation that the address names. */
function openLinked() {
  const linked = document.getElementById(location.hash.slice(1));
  if (linked instanceof HTMLDetailsElement) linked.open = true;
  linked?.scrollIntoView();
}

/** @param {{ example?: unknown, examples?: Record<string, any> }} media */
function exampleOf({ example, examples = {} }) {
  const [first] = Object.values(examples);
  return example ?? (first && resolve(first).value);
}

/**
 * What a reference within the document names, or the thing itself.
 * @param {any} thing
 * @returns {any}
 */
function resolve(thing) {
  const pointer = thing?.['$ref'];
  if (pointer === undefined) return thing;
  const steps = String(pointer).slice(2).split('/');
  return steps.reduce((at, step) => at[step], reference);
}

/**
 * Text in which what stands between backticks is code.
 * @param {string} text
 */
function marked(text) {
  return text.split('`').map((part, at) => (at % 2 === 1 ? element('code', {}, part) : part));
}

/** @param {unknown} value */
function pretty(value) {
  return JSON.stringify(value, undefined, 2);
}

/**
 * @param {string} name
 * @param {Record<string, string>} attributes
 * @param {(string | Node)[]} children
 */
function element(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) node.setAttribute(attribute, value);
  node.append(...children);
  return node;
}

/** @param {string} id */
function need(id) {
  const node = document.getElementById(id);
  if (!node) throw new Error(`There is no #${id}.`);
  return node;
}
