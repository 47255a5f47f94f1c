import type {
  FunctionCallback,
  FunctionMetadata,
  HookCallback,
  LogCategory,
  LogLevel,
  ProgrammingModel,
} from './functionsCoreTypes.ts';

export interface RegisteredFunction {
  readonly metadata: FunctionMetadata;
  readonly callback: FunctionCallback;
}

export const hookNames = ['preInvocation', 'postInvocation', 'appStart', 'appTerminate'] as const;
export type HookName = (typeof hookNames)[number];

/** What a function or the library wrote to the log. */
export interface LogLine {
  readonly level: LogLevel;
  readonly category: LogCategory;
  readonly message: string;
  /** Missing where the library itself speaks. */
  readonly functionName?: string;
}

/** What the one app of this process has registered: written by `functionsCore.ts`, read by the host. */
export const appRegistrations = {
  /** By name in lower case: the real host does not tell `List` from `list`. */
  functions: new Map<string, RegisteredFunction>(),
  hooks: Object.fromEntries(hookNames.map((name) => [name, []])) as unknown as Record<HookName, HookCallback[]>,
  model: undefined as ProgrammingModel | undefined,
  /** True from the end of loading to the stop of the host. */
  locked: false,
  log: (_line: LogLine): void => undefined,
};
