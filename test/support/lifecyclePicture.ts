import type { Action, Lifecycle } from '../../shared/domain/lifecycle.ts';

type AnyLifecycle = Pick<Lifecycle<string, Readonly<Record<string, Action>>>, 'states' | 'actions'>;

/** What is drawn as the beginning. */
const nothing = 'none';

/** A Mermaid diagram of what leads from one state to another. @param made what makes the thing, where no state says so */
export function stateDiagram({ actions }: AnyLifecycle, made?: readonly [action: string, state: string]): string {
  const arrows = new Map<string, string[]>(made ? [[`[*] --> ${made[1]}`, [made[0]]]] : []);
  for (const [name, { from }] of Object.entries(actions)) {
    for (const [state, next] of Object.entries(from)) {
      if (next === undefined || next === state) continue;
      const arrow = `${state === nothing ? '[*]' : state} --> ${next}`;
      arrows.set(arrow, [...(arrows.get(arrow) ?? []), name]);
    }
  }
  const lines = [...arrows].map(([arrow, names]) => `    ${arrow}: ${names.join(', ')}`);
  return ['```mermaid', 'stateDiagram-v2', ...lines, '```'].join('\n');
}

/** A table of every action in every state: the state that follows, or the code that it is refused with. */
export function stateTable({ states, actions }: AnyLifecycle): string {
  const cell = ({ from, otherwise, butIn }: Action, state: string) => {
    const next = from[state];
    const code = butIn?.[state] ?? otherwise;
    if (next === undefined) return code === undefined ? '' : `\`${code}\``;
    return next === state ? 'yes' : `**${next}**`;
  };
  const rows = [
    ['', 'by', ...states],
    ...Object.entries(actions).map(([name, action]) => [
      name,
      action.by.join(', '),
      ...states.map((state) => cell(action, state)),
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${cells.map((text, at) => text.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}
